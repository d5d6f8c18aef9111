// The whole map: picture, search, legend, cards, and the state that they share.

import { cardOfPerson, cardOfTribe, describePerson } from "./cards.js"
import { Colours } from "./colours.js"
import { make, name } from "./dom.js"
import { Filters } from "./filters.js"
import { findRelations } from "./relations.js"
import { makeFilter, Scene } from "./scene.js"
import { Search } from "./search.js"
import { listGroups, NONE, readHash, startState, writeHash } from "./state.js"
import { readTheme, watchTheme } from "./theme.js"
import { count, number, t } from "./words.js"

const PAN = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }

export class App {
  constructor(root, host, map, { hasAddress }) {
    Object.assign(this, { root, host, map, hasAddress })
    this.state = hasAddress ? readHash(map, location.hash) : startState(map)
    const choose = (person) => this.change({ person, tribe: this.tribeToOpen(person) }, "person")
    this.search = new Search(map, { choose, levelOf: (person) => map.tribeName(this.level, this.level.tribe[person]) })
    this.filters = new Filters(map, { change: (part) => this.change(part), open: (tribe) => this.openTribe(tribe) })
    this.build()
    this.scene = this.startScene()
    this.stop = watchTheme(host, () => this.update())
    if (hasAddress) addEventListener("hashchange", (this.read = () => { this.state = readHash(map, location.hash); this.update("person") }))
    this.update(this.state.person >= 0 || this.state.tribe !== NONE ? "person" : null)
    root.dataset.ready = "true"
    performance.mark("tribus-map-ready")
  }

  get level() {
    return this.map.levels[this.state.level]
  }

  build() {
    const { map } = this
    const button = (text, label, act) => make("button", { type: "button", "aria-label": label, title: label, onclick: act }, text)
    this.canvas = make("div", {
      class: "canvas", tabindex: 0, role: "application", "aria-roledescription": t("map"), onkeydown: (event) => this.press(event),
      "aria-label": t("Map of {title}. Arrows move it, plus and minus zoom, 0 shows all, Escape closes. Search and lists reach everybody.", { title: map.header.title }),
    })
    this.tip = make("div", { class: "tip", hidden: true })
    this.problem = make("p", { class: "problem", hidden: true })
    this.tools = make("div", { class: "tools" }, button("+", t("Zoom in"), () => this.scene?.zoom(0.6)), button("−", t("Zoom out"), () => this.scene?.zoom(1.6)), button("⤢", t("Show all"), () => this.showAll()))
    this.card = make("div")
    this.status = make("p", { role: "status", class: "status" })
    this.link = this.hasAddress ? make("a", { href: "#", class: "link" }, t("Link to this view")) : null
    this.root.replaceChildren(
      make("header", {}, make("h1", {}, map.header.title), this.search.element),
      make("div", { class: "stage" }, this.canvas, this.tip, this.tools, this.problem),
      make("div", { class: "panel", tabindex: 0, role: "region", "aria-label": t("People and tribes") }, this.status, this.card, this.filters.element, this.about()),
    )
  }

  about() {
    const { header, nTies } = this.map
    const isLarge = this.map.nPeople > header.max_people
    const lines = [
      t("A dot is a user, larger with stronger bonds inside the tribe. Users with strong bonds are near the middle of their tribe, and tribes with much affinity are neighbours."),
      t("Lines are the strongest bonds, {n} of each user; there are {ties}. Choose a person to see all of theirs.", { n: number(header.ties_per_person), ties: count(nTies, "{n} tie", "{n} ties") }),
      t("The ten largest tribes have a colour; the others are grey."),
      ...(isLarge ? [t("There are too many users to draw at once: the map shows tribes, and bands for the events between them. Open a tribe to see its people, at most {n}.", { n: number(header.max_people) })] : []),
      header.made_by,
    ]
    return make("details", { class: "about" }, make("summary", {}, t("How to read this map")), ...lines.map((line) => make("p", {}, line)), this.link)
  }

  startScene() {
    try {
      return new Scene(this.canvas, this.map, { hover: (what, event) => this.showTip(what, event), choose: (what) => this.chooseOnMap(what) })
    } catch (error) {
      return this.giveUp(error)
    }
  }

  // Without WebGL there is no picture; search, lists and filters still work.
  giveUp(error) {
    this.problem.hidden = false
    this.problem.textContent = t("The picture cannot be drawn here, for want of WebGL ({reason}). Search and lists work.", { reason: error.message })
    return null
  }

  tribeToOpen(person) {
    return this.map.nPeople > this.map.header.max_people ? this.level.tribe[person] : NONE
  }

  openTribe(tribe) {
    const isOpen = this.state.tribe === tribe && this.state.person < 0
    this.change({ tribe: isOpen ? NONE : tribe, person: -1 }, "tribe")
  }

  chooseOnMap(what) {
    if (what?.tribe !== undefined) this.openTribe(what.tribe)
    else if (what) this.change({ person: what.person, tribe: this.tribeToOpen(what.person) })
    else if (this.state.person >= 0) this.change({ person: -1 })
    else if (this.state.tribe !== NONE && this.map.nPeople <= this.map.header.max_people) this.change({ tribe: NONE })
  }

  showAll() {
    if (this.map.nPeople > this.map.header.max_people) this.change({ person: -1, tribe: NONE })
    this.scene?.fit()
  }

  change(part, goTo) {
    const isOtherLevel = part.level !== undefined && part.level !== this.state.level
    this.state = { ...this.state, ...part }
    if (isOtherLevel) Object.assign(this.state, { tribe: NONE, hidden: new Set() })
    if (isOtherLevel && this.state.person >= 0) this.state.tribe = this.tribeToOpen(this.state.person)
    if (this.hasAddress) history.replaceState(null, "", writeHash(this.map, this.state))
    this.update(goTo)
  }

  update(goTo) {
    const { map, state, level } = this
    const theme = readTheme(this.host)
    if (this.theme !== theme) this.colours = new Colours(map.header, theme)
    this.theme = theme
    this.root.dataset.theme = theme
    const { person } = state
    const relations = person >= 0 ? findRelations(map, level, person) : null
    this.filters.show(state, this.colours)
    this.showCard(relations)
    this.showStatus()
    if (this.link) this.link.setAttribute("href", writeHash(map, state))
    try {
      this.scene?.show(state, theme, relations)
    } catch (error) {
      this.scene = this.giveUp(error)
    }
    if (goTo && person >= 0) this.scene?.goToPerson(person)
    else if (goTo && state.tribe >= 0) this.scene?.goToTribe(state.tribe)
  }

  showCard(relations) {
    const { map, state, level, colours } = this
    const choose = (person) => this.change({ person, tribe: this.tribeToOpen(person) }, "person")
    const close = () => { this.change({ person: -1, ...(state.person >= 0 ? {} : { tribe: NONE }) }); this.search.input.focus() }
    const panel = this.card.parentElement
    if (state.person >= 0) {
      this.card.replaceChildren(cardOfPerson(map, level, state.person, relations, { colours, choose, close }))
      panel.scrollTop = 0
    } else if (state.tribe !== NONE) {
      const others = listGroups(level).filter((tribe) => tribe !== state.tribe)
      const isOnly = others.every((tribe) => state.hidden.has(tribe)) && !state.hidden.has(state.tribe)
      const only = () => this.change({ hidden: new Set(isOnly ? [] : others) })
      this.card.replaceChildren(cardOfTribe(map, level, state.tribe, { colours, choose, close, only, isOnly }))
      panel.scrollTop = 0
    } else this.card.replaceChildren()
  }

  showStatus() {
    const { map, state, level } = this
    const isShown = makeFilter(level, state)
    let shown = 0
    for (let person = 0; person < map.nPeople; person++) if (isShown(person)) shown++
    const all = count(map.nPeople, "{n} user", "{n} users")
    const chosen = state.person >= 0 ? t("{name} chosen. ", { name: map.names[state.person] }) : ""
    this.status.replaceChildren(make("span", { class: "unseen" }, name(chosen)), shown === map.nPeople ? t("{users} shown", { users: all }) : t("{n} of {users} shown", { n: number(shown), users: all }))
  }

  showTip(what, event) {
    this.tip.hidden = !what
    this.canvas.classList.toggle("pointing", Boolean(what))
    if (!what) return
    const { map, level } = this
    const isPerson = what.person !== undefined
    const title = isPerson ? map.names[what.person] : map.tribeName(level, what.tribe)
    const facts = isPerson ? describePerson(map, level, what.person) : [count(level.people[what.tribe].length, "{n} user", "{n} users"), level.labels[what.tribe]]
    this.tip.replaceChildren(make("strong", {}, name(title)), ...facts.map((fact) => make("span", {}, name(fact))))
    const { offsetWidth: width, offsetHeight: height } = this.tip
    const { clientWidth, clientHeight } = this.canvas
    this.tip.style.left = `${Math.max(Math.min(event.x + 14, clientWidth - width - 4), 4)}px`
    this.tip.style.top = `${Math.max(event.y + 14 + height > clientHeight ? event.y - height - 10 : event.y + 14, 4)}px`
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.scene) return
    if (PAN[event.key]) this.scene.pan(...PAN[event.key])
    else if (event.key === "+" || event.key === "=") this.scene.zoom(0.6)
    else if (event.key === "-") this.scene.zoom(1.6)
    else if (event.key === "0") this.showAll()
    else if (event.key === "Escape") this.change({ person: -1, ...(this.state.person >= 0 ? {} : { tribe: NONE }) })
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  kill() {
    this.stop()
    if (this.read) removeEventListener("hashchange", this.read)
    this.scene?.kill()
  }
}
