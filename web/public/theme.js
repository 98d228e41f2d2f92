// Runs before the first paint: a theme chosen on this device overrides the system's, without a flash.
try {
  const theme = JSON.parse(localStorage.getItem('dailies:1:theme'));
  if (theme === 'dark' || theme === 'light') {
    document.documentElement.dataset.theme = theme;
    for (const bar of document.querySelectorAll('meta[name=theme-color]')) {
      bar.media = bar.dataset.theme === theme ? 'all' : 'not all';
    }
  }
} catch {
  // Storage is closed to us, or holds something else: the system's theme it is.
}
