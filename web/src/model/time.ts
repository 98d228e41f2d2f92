/** Times and sizes in words. Pure: now is an argument, in milliseconds. */

export function seconds(value: number): string {
  const rounded = Math.round(value);
  if (rounded < 60) return `${rounded} s`;
  const rest = rounded % 60;
  return `${Math.floor(rounded / 60)} min${rest ? ` ${rest} s` : ''}`;
}

export function since(then: string, now: number): number {
  return Math.max(0, (now - Date.parse(then)) / 1000);
}

/** Say how long ago something was: "5 s ago", "3 min ago", or its day. */
export function ago(then: string, now: number): string {
  const passed = since(then, now);
  if (passed < 60) return `${Math.round(passed)} s ago`;
  if (passed < 3600) return `${Math.round(passed / 60)} min ago`;
  if (passed < 86_400) return `${Math.round(passed / 3600)} h ago`;
  return day(then);
}

export function day(then: string): string {
  return new Date(then).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
}

export function clock(then: string): string {
  return new Date(then).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}

/** Say a size with the units of file managers: 1 MB is 1,000,000 bytes. */
export function size(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}
