// The people around one person, by the same rules as `tribes.of`.

const FRIENDS = 1, GIVES_MORE = 2, RECEIVES_MORE = 4, TURNS_TO = 8, IS_TURNED_TO = 16, HAS_EVENTS = 32
const NEWCOMER = 2 // this role and those before it are members to meet

export function findRelations(map, level, person) {
  const found = { friends: [], elsewhere: [], heard: [], listening: [], toMeet: [] }
  const tribe = level.tribe[person]
  const known = new Set([person])
  map.forEachTie(person, (tie, other, isFirst) => {
    const flags = map.flags[tie]
    if (!(flags & HAS_EVENTS)) return
    known.add(other)
    const [given, received] = isFirst ? [map.given[tie], map.received[tie]] : [map.received[tie], map.given[tie]]
    const relation = { person: other, tie, bond: map.bondOf(tie), given, received }
    if (flags & FRIENDS) {
      found[level.tribe[other] === tribe ? "friends" : "elsewhere"].push(relation)
    } else {
      found[flags & (isFirst ? GIVES_MORE : RECEIVES_MORE) ? "heard" : "listening"].push(relation)
    }
  })
  const byBond = (a, b) => map.bond[b.tie] - map.bond[a.tie] || a.person - b.person
  const byEvents = (a, b) => b.given + b.received - a.given - a.received || a.person - b.person
  found.friends.sort(byBond)
  found.elsewhere.sort(byBond)
  found.heard.sort(byEvents)
  found.listening.sort(byEvents)
  if (tribe >= 0) found.toMeet = findToMeet(map, level, person, known, [...found.friends, ...found.elsewhere])
  return found
}

// Members of the tribe without events with the person: by common friends, then by the share of people
// to whom both turn (Jaccard index), then by the strength of their bonds inside the tribe.
function findToMeet(map, level, person, known, friends) {
  const common = new Map()
  for (const { person: friend } of friends) {
    map.forEachTie(friend, (tie, other) => {
      if (map.flags[tie] & FRIENDS) common.set(other, (common.get(other) ?? 0) + 1)
    })
  }
  const turnedTo = listTurnedTo(map, person)
  const found = []
  for (const other of level.people[level.tribe[person]]) {
    if (level.role[other] > NEWCOMER || known.has(other)) continue
    const theirs = listTurnedTo(map, other)
    let shared = 0
    for (const target of theirs) if (turnedTo.has(target)) shared++
    const either = theirs.size + turnedTo.size - shared
    found.push({ person: other, common: common.get(other) ?? 0, attention: either ? shared / either : 0 })
  }
  return found.sort(
    (a, b) =>
      b.common - a.common ||
      b.attention - a.attention ||
      level.strength[b.person] - level.strength[a.person] ||
      a.person - b.person,
  )
}

function listTurnedTo(map, person) {
  const found = new Set()
  map.forEachTie(person, (tie, other, isFirst) => {
    if (map.flags[tie] & (isFirst ? TURNS_TO : IS_TURNED_TO)) found.add(other)
  })
  return found
}

// The strongest ties of each person, `perPerson` of each, among the people that are drawn.
export function chooseTies(map, isDrawn, perPerson) {
  const chosen = new Uint8Array(map.nTies)
  const best = []
  for (let person = 0; person < map.nPeople; person++) {
    if (!isDrawn[person]) continue
    best.length = 0
    map.forEachTie(person, (tie, other) => {
      if (!isDrawn[other] || map.bond[tie] === 0) return
      let at = best.length
      while (at > 0 && map.bond[best[at - 1]] < map.bond[tie]) at--
      if (at < perPerson) {
        best.splice(at, 0, tie)
        if (best.length > perPerson) best.pop()
      }
    })
    for (const tie of best) chosen[tie] = 1
  }
  const ties = []
  for (let tie = 0; tie < map.nTies; tie++) if (chosen[tie]) ties.push(tie)
  return ties
}
