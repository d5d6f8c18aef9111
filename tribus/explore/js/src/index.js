// Where the map starts: in a page, in a part of a page, or as a widget of a notebook (anywidget).

import css from "./map.css"
import { App } from "./app.js"
import { decodeBase64, readMap } from "./data.js"
import { make } from "./dom.js"
import { currentLanguage } from "./words.js"

async function start(host, read, options) {
  const shadow = host.shadowRoot ?? host.attachShadow({ mode: "open" })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  shadow.adoptedStyleSheets = [sheet]
  const root = make("div", { class: "map", lang: "en" }, make("p", { class: "loading" }, "Loading the map"))
  shadow.replaceChildren(root)
  try {
    performance.mark("tribus-map-start")
    const map = await readMap(read())
    performance.mark("tribus-map-read")
    root.lang = currentLanguage()
    return new App(root, host, map, options)
  } catch (error) {
    root.replaceChildren(make("p", { class: "loading", role: "alert" }, `The map cannot be shown: ${error.message}`))
    throw error
  }
}

// Every element with a `data-tribus-map` holds the content of one map, once it is visible.
export function startAll(page = document) {
  for (const host of page.querySelectorAll("[data-tribus-map]")) {
    const content = host.querySelector("script").textContent
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return
      observer.disconnect()
      start(host, () => decodeBase64(content), { hasAddress: host.dataset.tribusMap === "page" })
    })
    observer.observe(host)
  }
}

function render({ model, el }) {
  const host = make("div", { style: null })
  host.style.height = `${model.get("height")}px`
  el.append(host)
  const content = model.get("content")
  const bytes = new Uint8Array(content.buffer, content.byteOffset, content.byteLength)
  const started = start(host, () => bytes, { hasAddress: false })
  return () => started.then((app) => app.kill())
}

startAll()

export default { render }
