// The card of a person with the people around them, and the card of a tribe.

import { make, name, number, plural } from "./dom.js"

const ROWS = 40 // of a list, before "show all"
const MOST_MIXED = 3

export function cardOfPerson(map, level, person, relations, { colours, choose, close }) {
  const tribe = level.tribe[person]
  const lists = [
    ["Friends", relations.friends, tieFacts, "both give; the weaker side at least a tenth of the stronger"],
    ["Friends elsewhere", relations.elsewhere, tieFacts, "friends in another tribe, or in none"],
    ["People to meet", relations.toMeet, meetFacts, "members of the same tribe without contact so far"],
    ["Heard", relations.heard, tieFacts, "turns to them with little in return"],
    ["Listening", relations.listening, tieFacts, "turn to this person with little in return"],
  ]
  const isFull = lists.some(([, people]) => people.length)
  return make(
    "section",
    { class: "card", "aria-label": "Chosen person" },
    heading(name(map.names[person]), colours.ofTribe(level, tribe), close),
    make("p", {}, describePerson(map, level, person).join(" · ")),
    ...(tribe < 0 ? [] : [make("p", {}, "with ", name(map.label(level, tribe)))]),
    ...lists.map(([title, people, facts, meaning], at) =>
      people.length ? foldedList(map, level, { title, people, facts, meaning, isOpen: at < 2, colours, choose }) : null,
    ),
    isFull ? null : make("p", {}, "Nobody around this person."),
    make("p", { class: "note" }, "bond: strength of the mutual exchange · gave, got: events to and from this person's contact"),
  )
}

// Tribe, role, belonging and certainty, as short texts.
export function describePerson(map, level, person) {
  const tribe = level.tribe[person]
  const facts = [map.tribeName(level, tribe)]
  if (tribe >= 0) facts.push(map.roles[level.role[person]], `belonging ${level.belonging[person]}%`)
  const certainty = level.certainty[person]
  if (certainty <= 100) facts.push(`certainty ${certainty}%`)
  return facts
}

const tieFacts = ({ bond, given, received }) => `bond ${bond.toFixed(2)} · gave ${number(given)} · got ${number(received)}`

const meetFacts = ({ common }) => plural(common, "common friend")

export function cardOfTribe(map, level, tribe, { colours, choose, close, only, isOnly }) {
  const people = level.people[tribe < 0 ? level.groups : tribe]
  const counts = map.roles.map((role, at) => [role, people.filter((person) => level.role[person] === at).length])
  const facts = counts.filter(([, count]) => count).map(([role, count]) => `${number(count)} ${role}`)
  const rows = people.map((person) => ({ person }))
  const roleFact = ({ person }) => `${map.roles[level.role[person]]} · belonging ${level.belonging[person]}%`
  return make(
    "section",
    { class: "card", "aria-label": "Chosen tribe" },
    heading(name(map.tribeName(level, tribe)), colours.ofTribe(level, tribe), close),
    tribe >= 0 && !level.named[tribe] ? make("p", {}, "with ", name(map.label(level, tribe))) : null,
    make("p", {}, tribe < 0 ? plural(people.length, "user") : facts.join(" · ")),
    ...describeMixing(map, level, tribe),
    make("button", { type: "button", class: "action", "aria-pressed": String(isOnly), onclick: only }, isOnly ? "Show all tribes" : "Show only this one"),
    foldedList(map, level, { title: "People", people: rows, facts: roleFact, meaning: "the strongest bonds in the tribe first", isOpen: true, colours, choose }),
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
  const most = others.slice(0, MOST_MIXED).map(([count, other]) => `${map.tribeName(level, other)}: ${number(count)}`)
  const stay = `${Math.round((100 * inside) / total)}% of ${plural(total, "event")} stay inside`
  return [make("p", {}, name(most.length ? `${stay}; most others go to ${most.join(", ")}` : stay))]
}

function heading(title, colour, close) {
  return make(
    "div",
    { class: "heading" },
    make("h2", {}, make("span", { class: "swatch", colour }), title),
    make("button", { type: "button", class: "close", "aria-label": "Close", onclick: close }, "×"),
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
    more.textContent = `Show more of ${number(people.length)}`
  }
  more.addEventListener("click", () => showMore(10 * ROWS))
  const element = make("details", { open: isOpen }, make("summary", {}, `${title} (${number(people.length)})`), make("p", { class: "note" }, meaning), list, more)
  const fill = () => element.open && !shown && showMore(ROWS)
  element.addEventListener("toggle", fill)
  fill()
  return element
}
