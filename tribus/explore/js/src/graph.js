// The graph that is drawn: people with their strongest ties, or tribes with their mixing.

import Graph from "graphology"
import { chooseTies } from "./relations.js"
import { NONE } from "./state.js"

export const MIN_DOT = 0.3
const MAX_DOT = 0.8 // radii, in units of the layout
const MAX_BANDS = 300 // between tribes
const BETWEEN_SHARE = 0.9 // of the tint of ties inside a tribe
const FADED_TINT = 0.1, BAND_TINT = 0.5

// What is drawn: all people, the people of one tribe, or the tribes.
export function chooseView(map, state) {
  if (map.nPeople <= map.header.max_people) return { kind: "people", key: "all", people: null }
  const level = map.levels[state.level]
  if (state.tribe === NONE) return { kind: "tribes", key: `tribes of ${level.number}`, people: [] }
  const people = level.people[state.tribe < 0 ? level.groups : state.tribe].slice(0, map.header.max_people)
  return { kind: "people", key: `${level.number}, ${state.tribe}`, people }
}

export function buildGraph(map, view, level, colours) {
  const graph = new Graph({ type: "undirected", multi: false, allowSelfLoops: false })
  if (view.kind === "tribes") return addTribes(graph, map, level, colours)
  const isDrawn = new Uint8Array(map.nPeople).fill(view.people ? 0 : 1)
  for (const person of view.people ?? []) isDrawn[person] = 1
  for (let person = map.nPeople - 1; person >= 0; person--) {
    if (isDrawn[person]) graph.addNode(person, { label: map.names[person] })
  }
  const ties = chooseTies(map, isDrawn, map.header.ties_per_person)
  const isInside = (tie) => level.tribe[map.first[tie]] === level.tribe[map.second[tie]]
  for (const inside of [false, true]) { // those inside a tribe lie above the others
    for (const tie of ties) if (isInside(tie) === inside) graph.addEdgeWithKey(tie, map.first[tie], map.second[tie], {})
  }
  return graph
}

function addTribes(graph, map, level, colours) {
  level.discs.forEach(([x, y, size], tribe) => {
    const color = colours.tint(colours.ofTribe(level, tribe), 0.7)
    graph.addNode(`tribe ${tribe}`, { x, y, size, color, tribe })
  })
  const [source, target, events] = level.mixing
  const both = new Map()
  for (let at = 0; at < source.length; at++) {
    if (source[at] === target[at]) continue
    const pair = [Math.min(source[at], target[at]), Math.max(source[at], target[at])].join()
    both.set(pair, (both.get(pair) ?? 0) + events[at])
  }
  const strongest = [...both].sort((a, b) => b[1] - a[1]).slice(0, MAX_BANDS)
  const widest = 0.1 * Math.max(...level.discs.map((disc) => disc[2]), 0)
  for (const [pair, sum] of strongest) {
    const [one, other] = pair.split(",")
    const size = widest * Math.sqrt(sum / strongest[0][1])
    graph.addEdge(`tribe ${one}`, `tribe ${other}`, { size, color: colours.tint(colours.grey, BAND_TINT), type: "band" })
  }
  return graph
}

// Place and colour the people. `isShown` is the filter; `near` are the neighbours of the chosen person.
export function paintPeople(graph, map, level, colours, { isShown, person, near, open, named }) {
  const tribeColours = Array.from({ length: level.groups }, (_, tribe) => colours.ofTribe(level, tribe))
  const [left, bottom] = level.low
  const inside = Math.min(Math.max(14 / Math.sqrt(graph.size || 1), 0.12), 0.45) // many ties are paler
  graph.forEachNode((key, node) => {
    const at = Number(key)
    const tribe = level.tribe[at]
    const isBelow = tribe < 0 || tribe >= level.discs.length
    const dot = MIN_DOT + (MAX_DOT - MIN_DOT) * (level.strength[at] / 65535)
    node.x = left + level.x[at] * level.step
    node.y = bottom + level.y[at] * level.step
    node.size = isBelow ? Math.min(dot, level.dot) : dot
    node.hidden = at !== person && !isShown(at)
    const isFaded = person >= 0 ? at !== person && !near.has(at) : open !== NONE && tribe !== open
    node.color = isFaded ? colours.faded : colours.ofRole(tribeColours[tribe] ?? colours.grey, level.role[at])
    const isNamed = at === person || named.has(at)
    node.label = isNamed || (person < 0 && !isFaded) ? map.names[at] : null
    node.forceLabel = isNamed
  })
  const isHidden = (key) => graph.getNodeAttribute(key, "hidden")
  graph.forEachEdge((key, edge, source, target) => {
    const tribe = level.tribe[Number(source)]
    const isInside = tribe >= 0 && tribe === level.tribe[Number(target)]
    const isFaded = person >= 0 || (open !== NONE && !(isInside && tribe === open))
    edge.hidden = isHidden(source) || isHidden(target)
    if (isFaded) edge.color = colours.tint(colours.grey, FADED_TINT)
    else if (isInside) edge.color = colours.tint(tribeColours[tribe], inside)
    else edge.color = colours.tint(colours.grey, BETWEEN_SHARE * inside)
  })
}
