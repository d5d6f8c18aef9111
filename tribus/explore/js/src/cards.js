// The card of a person with the people around them, and the card of a tribe.

import { make, name } from "./dom.js"
import { count, decimals, number, percent, t } from "./words.js"

const ROWS = 40 // of a list, before "show all"
const MOST_MIXED = 3

export function cardOfPerson(map, level, person, relations, { colours, choose, close }) {
  const tribe = level.tribe[person]
  const lists = [
    [t("Friends"), relations.friends, tieFacts, t("both give; the weaker side at least a tenth of the stronger")],
    [t("Friends elsewhere"), relations.elsewhere, tieFacts, t("friends in another tribe, or in none")],
    [t("People to meet"), relations.toMeet, meetFacts, t("members of the same tribe without contact so far")],
    [t("Heard"), relations.heard, tieFacts, t("turns to them with little in return")],
    [t("Listening"), relations.listening, tieFacts, t("turn to this person with little in return")],
  ]
  const isFull = lists.some(([, people]) => people.length)
  return make(
    "section",
    { class: "card", "aria-label": t("Chosen person") },
    heading(name(map.names[person]), colours.ofTribe(level, tribe), close),
    make("p", {}, describePerson(map, level, person).join(" · ")),
    ...(tribe < 0 ? [] : [make("p", {}, t("with "), name(map.label(level, tribe)))]),
    ...lists.map(([title, people, facts, meaning], at) =>
      people.length ? foldedList(map, level, { title, people, facts, meaning, isOpen: at < 2, colours, choose }) : null,
    ),
    isFull ? null : make("p", {}, t("Nobody around this person.")),
    make("p", { class: "note" }, t("bond: strength of the mutual exchange · gave, got: events to and from this person's contact")),
  )
}

// Tribe, role, belonging and certainty, as short texts.
export function describePerson(map, level, person) {
  const tribe = level.tribe[person]
  const facts = [map.tribeName(level, tribe)]
  if (tribe >= 0) facts.push(t(map.roles[level.role[person]]), t("belonging {share}", { share: percent(level.belonging[person]) }))
  const certainty = level.certainty[person]
  if (certainty <= 100) facts.push(t("certainty {share}", { share: percent(certainty) }))
  return facts
}

const tieFacts = ({ bond, given, received }) => t("bond {bond} · gave {given} · got {received}", { bond: decimals(bond), given: number(given), received: number(received) })

const meetFacts = ({ common }) => count(common, "{n} common friend", "{n} common friends")

export function cardOfTribe(map, level, tribe, { colours, choose, close, only, isOnly }) {
  const people = level.people[tribe < 0 ? level.groups : tribe]
  const counts = map.roles.map((role, at) => [role, people.filter((person) => level.role[person] === at).length])
  const facts = counts.filter(([, size]) => size).map(([role, size]) => `${number(size)} ${t(role)}`)
  const rows = people.map((person) => ({ person }))
  const roleFact = ({ person }) => `${t(map.roles[level.role[person]])} · ${t("belonging {share}", { share: percent(level.belonging[person]) })}`
  return make(
    "section",
    { class: "card", "aria-label": t("Chosen tribe") },
    heading(name(map.tribeName(level, tribe)), colours.ofTribe(level, tribe), close),
    tribe >= 0 && !level.named[tribe] ? make("p", {}, t("with "), name(map.label(level, tribe))) : null,
    make("p", {}, tribe < 0 ? count(people.length, "{n} user", "{n} users") : facts.join(" · ")),
    ...describeMixing(map, level, tribe),
    make("button", { type: "button", class: "action", "aria-pressed": String(isOnly), onclick: only }, isOnly ? t("Show all tribes") : t("Show only this one")),
    foldedList(map, level, { title: t("People"), people: rows, facts: roleFact, meaning: t("the strongest bonds in the tribe first"), isOpen: true, colours, choose }),
  )
}

function describeMixing(map, level, tribe) {
  const [source, target, events] = level.mixing
  const others = []
  let inside = 0, total = 0
  for (let at = 0; at < source.length; at++) {
    if (source[at] !== tribe) continue
    total += events[at]
    if (target[at] === tribe) inside = events[at]
    else others.push([events[at], target[at]])
  }
  if (!total) return []
  others.sort((a, b) => b[0] - a[0])
  const most = others.slice(0, MOST_MIXED).map(([size, other]) => `${map.tribeName(level, other)}: ${number(size)}`)
  const values = { share: percent(Math.round((100 * inside) / total)), events: count(total, "{n} event", "{n} events"), others: most.join(", ") }
  return [make("p", {}, name(most.length ? t("{share} of {events} stay inside; most others go to {others}", values) : t("{share} of {events} stay inside", values)))]
}

function heading(title, colour, close) {
  return make(
    "div",
    { class: "heading" },
    make("h2", {}, make("span", { class: "swatch", colour }), title),
    make("button", { type: "button", class: "close", "aria-label": t("Close"), onclick: close }, "×"),
  )
}

function foldedList(map, level, { title, people, facts, meaning, isOpen, colours, choose }) {
  const list = make("ul", { class: "people" })
  const more = make("button", { type: "button", class: "action" })
  const row = (relation) => {
    const { person } = relation
    return make(
      "li",
      {},
      make(
        "button",
        { type: "button", onclick: () => choose(person) },
        make("span", { class: "swatch", colour: colours.ofTribe(level, level.tribe[person]) }),
        name(map.names[person]),
        make("small", {}, facts(relation)),
      ),
    )
  }
  let shown = 0
  const showMore = (count) => {
    list.append(...people.slice(shown, shown + count).map(row))
    shown = Math.min(shown + count, people.length)
    more.hidden = shown >= people.length
    more.textContent = t("Show more of {n}", { n: number(people.length) })
  }
  more.addEventListener("click", () => showMore(10 * ROWS))
  const element = make("details", { open: isOpen }, make("summary", {}, `${title} (${number(people.length)})`), make("p", { class: "note" }, meaning), list, more)
  const fill = () => element.open && !shown && showMore(ROWS)
  element.addEventListener("toggle", fill)
  fill()
  return element
}
