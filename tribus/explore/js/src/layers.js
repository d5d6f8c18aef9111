// Drawings above and below sigma's: discs of tribes, the ties of one person, and captions.

import { count, t } from "./words.js"

const DISC_TINT = 0.13
const DENSE_TINT = 0.25 // where dots are too small to see in the whole map
const MAX_CAPTIONS = 10 // named always; smaller tribes have a caption once they are large on the screen
const MIN_CAPTION_RADIUS = 34 // pixels, of the disc of another tribe
const LINE_HEIGHT = 15
const MAX_COVERED = 0.2 // share of a caption that may be on discs of others
const MAX_LETTERS = 34

export function drawDiscs(context, scene) {
  const { level, colours, state } = scene
  const scale = scene.scale()
  const tint = scene.enlarged ? DENSE_TINT : DISC_TINT
  level.discs.forEach((disc, tribe) => {
    if (state.hidden.has(tribe)) return
    const { x, y } = scene.toScreen(disc)
    context.beginPath()
    context.arc(x, y, disc[2] * scale, 0, 2 * Math.PI)
    context.fillStyle = colours.tint(colours.ofTribe(level, tribe), tint)
    context.fill()
  })
}

// All ties of the chosen person; the width grows with the bond.
export function drawTies(context, scene) {
  const { map, level, colours, state, graph } = scene
  const { person } = state
  if (!graph.hasNode(person)) return
  const from = scene.toScreen(scene.positionOf(person))
  const ties = []
  map.forEachTie(person, (tie, other) => {
    if (graph.hasNode(other) && scene.isShown(other)) ties.push([map.bondOf(tie), other])
  })
  ties.sort((a, b) => a[0] - b[0])
  const strongest = Math.max(ties.at(-1)?.[0] ?? 0, 1)
  for (const [bond, other] of ties) {
    const to = scene.toScreen(scene.positionOf(other))
    context.beginPath()
    context.moveTo(from.x, from.y)
    context.lineTo(to.x, to.y)
    context.lineWidth = 0.6 + 2.4 * (bond / strongest)
    context.strokeStyle = colours.tint(colours.ofTribe(level, level.tribe[other]), bond > 0 ? 0.85 : 0.5)
    context.stroke()
  }
  context.beginPath()
  context.arc(from.x, from.y, 9, 0, 2 * Math.PI)
  context.lineWidth = 2.5
  context.strokeStyle = colours.ink
  context.stroke()
}

// Captions above, below or beside each disc, where they cover least; one that would cover another caption is
// left out.
export function drawCaptions(context, scene, { width, height }) {
  const { level, state, map } = scene
  const scale = scene.scale()
  const taken = []
  const discs = level.discs.map((disc) => ({ ...scene.toScreen(disc), radius: disc[2] * scale }))
  context.textAlign = "center"
  context.lineJoin = "round"
  discs.forEach((disc, tribe) => {
    const isFaded = state.hidden.has(tribe) || (scene.view.people?.length && tribe !== state.tribe)
    if (isFaded || (tribe >= MAX_CAPTIONS && disc.radius < MIN_CAPTION_RADIUS)) return
    if (!overlaps([disc.x - disc.radius, disc.y - disc.radius, disc.x + disc.radius, disc.y + disc.radius], [0, 0, width, height])) return
    const place = (lines) => {
      const half = Math.max(...lines.map((line) => measure(context, line))) / 2 + 3
      const boxes = listBoxes(disc, half, lines.length * LINE_HEIGHT + 4, width, height)
      const free = boxes.filter((box) => !taken.some((other) => overlaps(box, other)))
      const costs = free.map((box) => costOf(box, discs, tribe))
      const cost = Math.min(...costs)
      return { lines, box: free[costs.indexOf(cost)], cost: costOfOthers(free[costs.indexOf(cost)], discs, tribe) }
    }
    const whole = place(writeCaption(map, level, tribe))
    // Where tribes are close, as on a telephone, the number alone: names that cover a neighbour seem to be its names.
    const { lines, box } = whole.cost <= MAX_COVERED ? whole : place([{ text: String(tribe), isBold: true }])
    if (!box) return
    taken.push(box)
    writeLines(context, scene.colours, lines, (box[0] + box[2]) / 2, box[1] + LINE_HEIGHT)
  })
}

export const overlaps = (one, other) => one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]

function measure(context, line) {
  context.font = fontOf(line)
  return context.measureText(line.text).width
}

// Boxes above, below, left and right of a disc, moved into the picture.
function listBoxes({ x, y, radius }, half, height, maxX, maxY) {
  const beside = radius + half + 4
  const places = [[x, y - radius - height], [x, y + radius + 2], [x + beside, y - height / 2], [x - beside, y - height / 2], [x, y - 0.75 * radius]]
  return places.map(([middle, top]) => {
    const left = Math.min(Math.max(middle - half, 0), Math.max(maxX - 2 * half, 0))
    const above = Math.min(Math.max(top, 0), maxY - height)
    return [left, above, left + 2 * half, above + height]
  })
}

// Share of a box that is on other discs; all of it without a box.
function costOfOthers(box, discs, own) {
  if (!box) return 1
  const others = discs.map((disc, tribe) => (tribe === own ? { ...disc, radius: 0 } : disc))
  return costOf(box, others, own) / ((box[2] - box[0]) * (box[3] - box[1]))
}

// Area of the discs under a box, its own disc counting half.
function costOf([left, top, right, bottom], discs, own) {
  return discs.reduce((sum, { x, y, radius }, tribe) => {
    const across = Math.min(right, x + 0.8 * radius) - Math.max(left, x - 0.8 * radius)
    const along = Math.min(bottom, y + 0.8 * radius) - Math.max(top, y - 0.8 * radius)
    return sum + (across > 0 && along > 0 ? (tribe === own ? 0.5 : 1) * across * along : 0)
  }, 0)
}

function writeLines(context, colours, lines, x, y) {
  lines.forEach((line, at) => {
    context.font = fontOf(line)
    context.lineWidth = 4
    context.strokeStyle = colours.page
    context.strokeText(line.text, x, y + at * LINE_HEIGHT)
    context.fillStyle = colours.ink
    context.fillText(line.text, x, y + at * LINE_HEIGHT)
  })
}

const fontOf = (line) => `${line.isBold ? "600 13px" : "12px"} system-ui, sans-serif`

function writeCaption(map, level, tribe) {
  const label = level.labels[tribe]
  const short = label.length > MAX_LETTERS ? `${[...label].slice(0, MAX_LETTERS - 1).join("")}…` : label
  const users = count(level.people[tribe].length, "{n} user", "{n} users")
  const kind = tribe < level.tribes ? "" : `${t("audience")}, `
  return [
    { text: `${tribe} · ${kind}${users}`, isBold: true },
    { text: short, isBold: false },
  ]
}
