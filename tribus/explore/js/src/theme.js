// Light or dark: the theme of the notebook if there is one, otherwise the wish of the reader.

const wish = () => matchMedia("(prefers-color-scheme: dark)")

export function readTheme(host) {
  const isLight = document.body.dataset.jpThemeLight
  if (isLight) return isLight === "true" ? "light" : "dark"
  if (!host.hasAttribute("data-inherit")) return wish().matches ? "dark" : "light"
  const [red, green, blue] = getComputedStyle(host).color.match(/[\d.]+/g).map(Number)
  return 0.3 * red + 0.6 * green + 0.1 * blue > 128 ? "dark" : "light" // pale text is on a dark page
}

export function watchTheme(host, call) {
  const query = wish()
  const observer = new MutationObserver(call)
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] })
  query.addEventListener("change", call)
  return () => {
    observer.disconnect()
    query.removeEventListener("change", call)
  }
}
