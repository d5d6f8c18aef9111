// The content of the map: what `tribus.explore.binary.pack` wrote, as typed arrays.

import { setLanguage, t } from "./words.js"

const TYPES = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f32: Float32Array }

export function decodeBase64(text) {
  const letters = atob(text.trim())
  const bytes = new Uint8Array(letters.length)
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i)
  return bytes
}

export async function readMap(compressed) {
  if (typeof DecompressionStream === "undefined") {
    throw new Error("This browser is too old for the map. Firefox 113, Chrome 80 and Safari 16.4 can show it.")
  }
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream("deflate"))
  const buffer = await new Response(stream).arrayBuffer()
  const length = new DataView(buffer).getUint32(0, true)
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)))
  setLanguage(header)
  const columns = readColumns(new Uint8Array(buffer, 4 + length), header.columns)
  return new MapData(header, columns)
}

function readColumns(bytes, described) {
  const columns = {}
  let at = 0
  for (const [name, type, length] of described) {
    const values = new TYPES[type](length)
    const width = values.BYTES_PER_ELEMENT
    const target = new Uint8Array(values.buffer)
    for (let plane = 0; plane < width; plane++) {
      for (let i = 0, to = plane; i < length; i++, to += width) target[to] = bytes[at + i]
      at += length
    }
    columns[name] = values
  }
  return columns
}

export class MapData {
  constructor(header, columns) {
    this.header = header
    this.names = header.names
    this.roles = header.roles
    this.nPeople = header.names.length
    this.levels = header.levels.map((level, number) => ({
      ...level,
      number,
      tribe: Int32Array.from(columns[`tribe_${number}`], (tribe) => tribe - 1),
      role: columns[`role_${number}`],
      x: columns[`x_${number}`],
      y: columns[`y_${number}`],
      strength: columns[`strength_${number}`],
      belonging: columns[`belonging_${number}`],
      certainty: columns[`certainty_${number}`], // in percent; above 100 is not known
      mixing: ["source", "target", "events"].map((name) => columns[`mixing_${name}_${number}`]),
    }))
    this.levels.forEach(countGroups)
    this.hasCertainty = this.levels.some(({ certainty }) => certainty.some((percent) => percent <= 100))
    this.readTies(columns)
  }

  // Ties sorted by first person, and for each person the list of all their ties.
  readTies(columns) {
    const { tie_count: count, tie_step: step } = columns
    const nTies = step.length
    this.nTies = nTies
    this.first = new Uint32Array(nTies)
    this.second = new Uint32Array(nTies)
    this.bond = columns.tie_bond
    this.given = columns.tie_given
    this.received = columns.tie_received
    this.flags = columns.tie_flags
    const start = new Uint32Array(this.nPeople + 1)
    for (let person = 0, tie = 0; person < this.nPeople; person++) {
      let other = person
      for (let left = count[person]; left > 0; left--, tie++) {
        other += step[tie]
        this.first[tie] = person
        this.second[tie] = other
        start[person + 1]++
        start[other + 1]++
      }
    }
    for (let person = 0; person < this.nPeople; person++) start[person + 1] += start[person]
    const next = start.slice(0, this.nPeople)
    this.start = start
    this.tiesOf = new Uint32Array(2 * nTies)
    for (let tie = 0; tie < nTies; tie++) {
      this.tiesOf[next[this.first[tie]]++] = tie
      this.tiesOf[next[this.second[tie]]++] = tie
    }
  }

  forEachTie(person, call) {
    for (let at = this.start[person]; at < this.start[person + 1]; at++) {
      const tie = this.tiesOf[at]
      const isFirst = this.first[tie] === person
      call(tie, isFirst ? this.second[tie] : this.first[tie], isFirst)
    }
  }

  bondOf(tie) {
    return (this.bond[tie] / 65535) * this.header.strongest_bond
  }

  label(level, tribe) {
    return level.labels[tribe] ?? ""
  }

  tribeName(level, tribe) {
    if (tribe < 0) return t("no tribe")
    const called = tribe < level.tribes ? t("tribe {number}", { number: tribe }) : t("audience {number}", { number: tribe })
    return level.named[tribe] ? `${called} (${level.labels[tribe]})` : called
  }
}

// People of each group in their order, and how many there are in each role; the last is no tribe.
function countGroups(level) {
  const groups = Array.from({ length: level.groups + 1 }, () => [])
  level.tribe.forEach((tribe, person) => groups[tribe < 0 ? level.groups : tribe].push(person))
  for (const people of groups) {
    people.sort((a, b) => level.role[a] - level.role[b] || level.strength[b] - level.strength[a] || a - b)
  }
  level.people = groups
}
