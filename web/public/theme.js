// Runs before the first paint, so that a dark screen does not flash white. The key is that of useColorMode.
;(function () {
  var choice = 'auto'
  try {
    choice = localStorage.getItem('vueuse-color-scheme') || 'auto'
  } catch (storageRefused) {
    console.debug('Theme choice is not readable', storageRefused)
  }
  var dark = choice === 'dark' || (choice === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.classList.add(dark ? 'dark' : 'light')
})()
