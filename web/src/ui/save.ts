/**
 * Let the browser save a file. A link to another origin keeps its own name, if the server gives it one; where
 * it gives none, the file opens in a tab of its own and the page stays.
 */
export function save(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.rel = 'noopener';
  if (new URL(url, location.href).origin !== location.origin) link.target = '_blank';
  link.click();
}
