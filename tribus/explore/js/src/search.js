// Search for a person by name or id: a combobox with a list, for keyboard and screen reader.

import { fold, make, name } from "./dom.js"
import { t } from "./words.js"

const MAX_FOUND = 12

export class Search {
  constructor(map, { levelOf, choose }) {
    Object.assign(this, { map, levelOf, choose, found: [], active: -1, folded: null })
    this.input = make("input", {
      type: "search", role: "combobox", placeholder: t("Search a person"), "aria-label": t("Search a person"),
      "aria-expanded": "false", "aria-controls": "found", "aria-autocomplete": "list", autocomplete: "off",
      spellcheck: "false", oninput: () => this.update(), onkeydown: (event) => this.press(event), onblur: () => this.close(),
    })
    this.list = make("ul", { id: "found", role: "listbox", "aria-label": t("People found"), hidden: true })
    this.element = make("div", { class: "search" }, this.input, this.list)
  }

  // People whose name or id contains the text: those that start with it first, in the order of the map.
  find(text) {
    const { names, ids } = this.map.header
    this.folded ??= names.map((one, person) => fold(ids && ids[person] !== one ? `${one}\n${ids[person]}` : one))
    const wanted = fold(text.trim())
    if (!wanted) return []
    const first = [], second = []
    for (let person = 0; person < this.folded.length && first.length < MAX_FOUND; person++) {
      const at = this.folded[person].indexOf(wanted)
      if (at < 0) continue
      if (at === 0 || this.folded[person][at - 1] === "\n") first.push(person)
      else if (second.length < MAX_FOUND) second.push(person)
    }
    return [...first, ...second].slice(0, MAX_FOUND)
  }

  update() {
    this.found = this.find(this.input.value)
    this.active = this.found.length ? 0 : -1
    const isEmpty = !this.input.value.trim()
    const options = this.found.map((person, at) =>
      make(
        "li",
        { role: "option", id: `found-${at}`, onmousedown: (event) => { event.preventDefault(); this.take(at) } },
        name(this.map.names[person]),
        make("small", {}, this.levelOf(person)),
      ),
    )
    if (!options.length) options.push(make("li", { role: "option", "aria-disabled": "true" }, t("Nobody has this name")))
    this.list.replaceChildren(...options)
    this.list.hidden = isEmpty
    this.input.setAttribute("aria-expanded", String(!isEmpty))
    this.mark()
  }

  mark() {
    this.list.querySelectorAll("[role=option]").forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === this.active))
      if (at === this.active) option.scrollIntoView({ block: "nearest" })
    })
    if (this.active >= 0) this.input.setAttribute("aria-activedescendant", `found-${this.active}`)
    else this.input.removeAttribute("aria-activedescendant")
  }

  press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && this.found.length) {
      this.active = (this.active + step + this.found.length) % this.found.length
      this.mark()
    } else if (event.key === "Enter" && this.active >= 0) this.take(this.active)
    else if (event.key === "Escape") this.close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  take(at) {
    const person = this.found[at]
    this.input.value = ""
    this.close()
    this.choose(person)
  }

  close() {
    this.list.hidden = true
    this.found = []
    this.active = -1
    this.input.setAttribute("aria-expanded", "false")
    this.input.removeAttribute("aria-activedescendant")
  }
}
