// What is shown: the level, a person, a tribe, and the filters. It is kept in the address of the page.

export const NONE = -2 // no tribe is open; -1 is "no tribe"

export function startState(map) {
  return { level: map.header.chosen, person: -1, tribe: NONE, hidden: new Set(), hiddenRoles: new Set(), certainty: 0 }
}

export function writeHash(map, state) {
  const parts = new URLSearchParams()
  if (state.level !== map.header.chosen) parts.set("level", state.level)
  if (state.person >= 0) {
    parts.set("who", map.names[state.person])
    const same = countSame(map, state.person)
    if (same) parts.set("same", same)
  }
  if (state.tribe !== NONE) parts.set("tribe", state.tribe)
  if (state.hidden.size) {
    const all = listGroups(map.levels[state.level])
    const shown = all.filter((tribe) => !state.hidden.has(tribe))
    const isShort = shown.length < state.hidden.size
    parts.set(isShort ? "only" : "without", (isShort ? shown : [...state.hidden].sort((a, b) => a - b)).join(","))
  }
  if (state.hiddenRoles.size) parts.set("roles", map.roles.filter((_, role) => !state.hiddenRoles.has(role)).join(","))
  if (state.certainty) parts.set("certainty", state.certainty)
  const text = parts.toString()
  return text ? `#${text}` : "#"
}

// Whatever does not fit this map, such as a tribe that it does not have, is left out.
export function readHash(map, hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""))
  const state = startState(map)
  const level = readNumber(parts.get("level"))
  if (level !== null && level in map.levels) state.level = level
  const groups = new Set(listGroups(map.levels[state.level]))
  const who = parts.get("who")
  if (who !== null) state.person = findPerson(map, who, readNumber(parts.get("same")) ?? 0)
  const tribe = readNumber(parts.get("tribe"))
  if (groups.has(tribe)) state.tribe = tribe
  const listed = (name) => parts.get(name).split(",").map(readNumber).filter((one) => groups.has(one))
  if (parts.has("without")) state.hidden = new Set(listed("without"))
  if (parts.has("only")) {
    const shown = new Set(listed("only"))
    state.hidden = new Set([...groups].filter((one) => !shown.has(one)))
  }
  if (parts.has("roles")) {
    const shown = parts.get("roles").split(",")
    map.roles.forEach((role, at) => shown.includes(role) || state.hiddenRoles.add(at))
  }
  const certainty = readNumber(parts.get("certainty"))
  if (map.hasCertainty && certainty > 0 && certainty <= 100) state.certainty = certainty
  return state
}

export const listGroups = (level) => [
  ...Array.from({ length: level.groups }, (_, tribe) => tribe),
  ...(level.people[level.groups].length ? [-1] : []),
]

const readNumber = (text) => (/^-?\d{1,9}$/.test(text ?? "") ? Number(text) : null)

function countSame(map, person) {
  let same = 0
  for (let at = 0; at < person; at++) if (map.names[at] === map.names[person]) same++
  return same
}

function findPerson(map, who, same) {
  for (let at = 0; at < map.nPeople; at++) if (map.names[at] === who && same-- === 0) return at
  return -1
}
