// Elements are made with `textContent`, never from markup: names are the names of strangers.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value)
    else if (name === "colour") element.style.setProperty("--colour", value)
    else element.setAttribute(name, value === true ? "" : value)
  }
  element.append(...children.filter((child) => child !== null && child !== undefined))
  return element
}

export const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

// A name that cannot turn the text around it: a direction of its own.
export const name = (text) => make("bdi", {}, text)
