// The legend, which also filters: levels, tribes, roles and certainty.

import { make, name } from "./dom.js"
import { listGroups } from "./state.js"
import { number, percent, t } from "./words.js"

const ROWS = 100 // of the legend, before "show all"
const meaningsOfRoles = () => ({
  core: t("holds half of the bonds"), member: t("mutual exchange"), newcomer: t("one mutual tie"), heard: t("does not answer"),
  audience: t("is not answered"), none: t("without a tribe"),
})

export class Filters {
  constructor(map, { change, open }) {
    Object.assign(this, { map, change, open, isLong: false })
    this.levels = make("div", { class: "levels" })
    this.tribes = make("ul", { class: "legend" })
    this.roles = make("ul", { class: "legend" })
    this.certainty = make("div")
    this.all = make("button", { type: "button", class: "action", onclick: () => change({ hidden: new Set() }) }, t("All"))
    this.none = make("button", { type: "button", class: "action", onclick: () => change({ hidden: new Set(listGroups(this.level)) }) }, t("None"))
    this.more = make("button", { type: "button", class: "action", onclick: () => { this.isLong = true; this.fillTribes() } })
    this.element = make(
      "section",
      { class: "filters", "aria-label": t("Legend and filters") },
      this.levels,
      make("details", { open: true }, make("summary", {}, t("Tribes")), make("p", { class: "note" }, t("tick to show, choose a name to open")), make("p", { class: "row" }, this.all, this.none), this.tribes, this.more),
      make("details", { open: true }, make("summary", {}, t("Roles")), this.roles),
      this.certainty,
    )
    this.addLevels()
    this.addCertainty()
  }

  addLevels() {
    const { levels } = this.map
    if (levels.length < 2) return
    this.levelText = make("output", { for: "level" })
    this.levelInput = make("input", { type: "range", id: "level", min: 0, max: levels.length - 1, step: 1, oninput: () => this.change({ level: Number(this.levelInput.value) }) })
    this.levels.append(make("label", { for: "level" }, t("Level, from coarse to fine")), this.levelInput, this.levelText)
  }

  addCertainty() {
    if (!this.map.hasCertainty) return
    this.certaintyText = make("output", { for: "certainty" })
    this.certaintyInput = make("input", { type: "range", id: "certainty", min: 0, max: 100, step: 5, oninput: () => this.change({ certainty: Number(this.certaintyInput.value) }) })
    this.certainty.append(make("label", { for: "certainty" }, t("Certainty, at least")), this.certaintyInput, this.certaintyText)
  }

  show(state, colours) {
    const level = this.map.levels[state.level]
    const isOther = this.level !== level || this.colours !== colours
    Object.assign(this, { state, level, colours })
    if (isOther) {
      this.fillTribes()
      this.fillRoles()
    }
    this.tick(this.tribes, (tribe) => !state.hidden.has(tribe), state.tribe)
    this.tick(this.roles, (role) => !state.hiddenRoles.has(role))
    if (this.levelInput) {
      this.levelInput.value = state.level
      this.levelText.textContent = level.text
      this.levelInput.setAttribute("aria-valuetext", level.text)
    }
    if (this.certaintyInput) {
      this.certaintyInput.value = state.certainty
      this.certaintyText.textContent = percent(state.certainty)
      this.certaintyInput.setAttribute("aria-valuetext", percent(state.certainty))
    }
  }

  tick(list, isShown, current) {
    for (const box of list.querySelectorAll("input")) box.checked = isShown(Number(box.value))
    for (const button of list.querySelectorAll("button")) button.setAttribute("aria-pressed", String(Number(button.value) === current))
  }

  fillTribes() {
    const { map, level } = this
    const groups = listGroups(level)
    const shown = this.isLong ? groups : groups.slice(0, ROWS)
    const rows = shown.map((tribe) => {
      const title = map.tribeName(level, tribe)
      const size = level.people[tribe < 0 ? level.groups : tribe].length
      return this.row("hidden", tribe, title, this.colours.ofTribe(level, tribe), make(
        "button",
        { type: "button", value: tribe, onclick: () => this.open(tribe) },
        name(title),
        tribe >= 0 && !level.named[tribe] ? make("small", {}, name(level.labels[tribe])) : null,
        make("span", { class: "size" }, number(size)),
      ))
    })
    this.tribes.replaceChildren(...rows)
    this.more.hidden = shown.length === groups.length
    this.more.textContent = t("Show all {n}", { n: number(groups.length) })
    if (this.state) this.tick(this.tribes, (tribe) => !this.state.hidden.has(tribe), this.state.tribe)
  }

  fillRoles() {
    const { map, level, colours } = this
    const counts = map.roles.map(() => 0)
    for (const role of level.role) counts[role]++
    const rows = map.roles.map((title, role) =>
      counts[role] ? this.row("hiddenRoles", role, t(title), colours.ofRole(colours.palette[0], role), make("span", { class: "text" }, t(title), make("small", {}, meaningsOfRoles()[title] ?? ""), make("span", { class: "size" }, number(counts[role])))) : null,
    )
    this.roles.replaceChildren(...rows.filter(Boolean))
  }

  row(key, value, title, colour, content) {
    const toggle = (event) => {
      const hidden = new Set(this.state[key])
      if (event.target.checked) hidden.delete(value)
      else hidden.add(value)
      this.change({ [key]: hidden })
    }
    return make("li", {}, make("input", { type: "checkbox", value, "aria-label": t("Show {name}", { name: title }), colour, onchange: toggle }), content)
  }
}
