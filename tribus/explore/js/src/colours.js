// Colours: those of the pictures, mixed with the colour of the page, so that no line is transparent.

export const THEMES = {
  light: { page: "#ffffff", ink: "#222222" },
  dark: { page: "#111111", ink: "#eeeeee" },
}
const PALE = { newcomer: 0.55, audience: 0.5, none: 0.4 }

export function mix(colour, page, share) {
  const [from, to] = [page, colour].map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)))
  const mixed = from.map((value, i) => Math.round(value + share * (to[i] - value)))
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`
}

export class Colours {
  constructor(header, theme) {
    Object.assign(this, THEMES[theme])
    this.grey = header.grey
    this.palette = header.palette
    this.roles = header.roles
    this.line = mix(this.ink, this.page, 0.16)
    this.faded = mix(this.grey, this.page, 0.3)
    this.cache = new Map()
  }

  // The ten largest tribes have a colour; other tribes, audiences and no tribe are grey.
  ofTribe(level, tribe) {
    return tribe >= 0 && tribe < level.tribes ? (this.palette[tribe] ?? this.grey) : this.grey
  }

  tint(colour, share) {
    const key = colour + share
    if (!this.cache.has(key)) this.cache.set(key, mix(colour, this.page, share))
    return this.cache.get(key)
  }

  // Members have the colour of the tribe, newcomers a lighter one; heard people are dark, audiences pale.
  ofRole(tribeColour, role) {
    const name = this.roles[role]
    if (name === "core" || name === "member") return tribeColour
    if (name === "heard") return this.tint(this.ink, 0.62)
    return this.tint(name === "newcomer" ? tribeColour : this.grey, PALE[name])
  }
}
