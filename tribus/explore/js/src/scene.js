// The picture: sigma draws people and ties; discs, captions and the ties of one person are drawn by us.

import Graph from "graphology"
import Sigma from "sigma"
import { EdgeLineProgram, EdgeRectangleProgram } from "sigma/rendering"
import { Colours } from "./colours.js"
import { buildGraph, chooseView, MIN_DOT, paintPeople } from "./graph.js"
import { drawCaptions, drawDiscs, drawTies, overlaps } from "./layers.js"
import { NONE } from "./state.js"

const MIN_HALF_WIDTH = 4 // of the map, in units of the layout: few people stay small
const MIN_DOT_PIXELS = 1.1 // radius of a small dot in the whole map
const NEAR_WIDTH = 36 // of the view of one person, in units of the layout
const LAYERS = { discs: "edges", ties: "nodes" } // each below a layer of sigma

export class Scene {
  constructor(container, map, { hover, choose }) {
    Object.assign(this, { container, map, hover, choose, view: { key: null }, renderer: null, enlarged: 0, labels: [] })
    this.isStill = matchMedia("(prefers-reduced-motion: reduce)").matches
  }

  show(state, theme, relations) {
    const { map } = this
    const level = map.levels[state.level]
    if (this.theme !== theme) this.colours = new Colours(map.header, theme)
    const view = chooseView(map, state)
    const isNew = view.key !== this.view.key || (view.kind === "tribes" && this.theme !== theme)
    const isMoved = isNew || this.level !== level
    Object.assign(this, { state, theme, level, relations, view })
    if (isNew) this.graph = buildGraph(map, view, level, this.colours)
    if (view.kind === "people") this.paint()
    this.render(isNew, isMoved)
  }

  paint() {
    const { map, level, state, relations } = this
    const friends = relations ? [...relations.friends, ...relations.elsewhere] : []
    const near = new Set()
    if (state.person >= 0) map.forEachTie(state.person, (_, other) => near.add(other))
    const named = new Set(friends.sort((a, b) => b.bond - a.bond).slice(0, 8).map((friend) => friend.person))
    const isShown = makeFilter(level, state)
    this.isShown = isShown
    const open = map.nPeople > map.header.max_people ? NONE : state.tribe
    paintPeople(this.graph, map, level, this.colours, { isShown, person: state.person, near, open, named })
  }

  render(isNew, isMoved) {
    if (!this.renderer) this.start()
    if (isMoved) {
      this.renderer.setCustomBBox(this.bounds())
      this.renderer.getCamera().setState({ x: 0.5, y: 0.5, angle: 0, ratio: 1 })
    }
    if (isNew) this.renderer.setGraph(this.graph) // which draws it
    else this.renderer.refresh()
  }

  start() {
    this.renderer = new Sigma(new Graph(), this.container, {
      allowInvalidContainer: true,
      itemSizesReference: "positions",
      zoomToSizeRatioFunction: (ratio) => 1 / (1 / ratio + this.enlarged),
      minEdgeThickness: 0,
      defaultEdgeType: "line",
      edgeProgramClasses: { line: EdgeLineProgram, band: EdgeRectangleProgram },
      labelRenderedSizeThreshold: 8,
      labelDensity: 0.6,
      labelFont: "system-ui, sans-serif",
      labelSize: 12,
      stagePadding: 24,
      minCameraRatio: 0.002,
      maxCameraRatio: 3,
      enableCameraRotation: false,
      hideLabelsOnMove: true,
      defaultDrawNodeLabel: (context, node) => this.drawLabel(context, node),
      defaultDrawNodeHover: (context, node) => this.drawHovered(context, node),
    })
    const { renderer } = this
    this.contexts = {}
    for (const [name, above] of Object.entries(LAYERS)) this.addLayer(name, { beforeLayer: above })
    this.addLayer("captions", { afterLayer: "labels" })
    const read = (key) => (this.view.kind === "tribes" ? { tribe: this.graph.getNodeAttribute(key, "tribe") } : { person: Number(key) })
    renderer.on("beforeRender", () => (this.labels = []))
    renderer.on("afterRender", () => this.drawLayers())
    renderer.on("enterNode", ({ node, event }) => this.hover(read(node), event))
    renderer.on("leaveNode", () => this.hover(null))
    renderer.on("clickNode", ({ node }) => this.choose(read(node)))
    renderer.on("clickStage", () => this.choose(null))
    this.observer = new ResizeObserver(() => this.resize())
    this.observer.observe(this.container)
  }

  resize() {
    const { width, height } = this.renderer.getDimensions()
    const { offsetWidth, offsetHeight } = this.container
    if (offsetWidth !== width || offsetHeight !== height) this.renderer.scheduleRefresh()
  }

  addLayer(name, where) {
    const canvas = this.renderer.createCanvas(name, { ...where, style: { inset: "0", pointerEvents: "none" } })
    canvas.setAttribute("aria-hidden", "true")
    this.contexts[name] = canvas.getContext("2d")
  }

  // Clear our layers at the size of the picture, and draw them.
  drawLayers() {
    const { width, height } = this.renderer.getDimensions()
    const scale = window.devicePixelRatio || 1
    for (const { canvas } of Object.values(this.contexts)) {
      canvas.width = width * scale
      canvas.height = height * scale
      canvas.style.width = `${width}px`
      canvas.style.height = `${height}px`
    }
    for (const context of Object.values(this.contexts)) context.scale(scale, scale)
    if (this.view.kind === "people") {
      drawDiscs(this.contexts.discs, this)
      if (this.state.person >= 0) drawTies(this.contexts.ties, this)
    }
    drawCaptions(this.contexts.captions, this, { width, height })
  }

  // Corners of the map, or of the tribe that is open.
  bounds() {
    const { level, view, map } = this
    const x = [Infinity, -Infinity], y = [Infinity, -Infinity]
    const include = (px, py, r) => {
      x[0] = Math.min(x[0], px - r); x[1] = Math.max(x[1], px + r)
      y[0] = Math.min(y[0], py - r); y[1] = Math.max(y[1], py + r)
    }
    if (!view.people?.length) for (const [px, py, radius] of level.discs) include(px, py, 1.04 * radius)
    const people = view.people ?? (view.kind === "people" ? level.x.keys() : [])
    for (const person of people) include(...this.positionOf(person), 1)
    for (const axis of [x, y]) {
      const missing = MIN_HALF_WIDTH - (axis[1] - axis[0]) / 2
      if (missing > 0) { axis[0] -= missing; axis[1] += missing }
    }
    this.extent = Math.max(x[1] - x[0], y[1] - y[0])
    const { width, height } = this.renderer.getDimensions()
    const dot = (MIN_DOT * Math.min(width, height)) / this.extent
    this.enlarged = view.kind === "people" ? Math.max(MIN_DOT_PIXELS / dot - 1, 0) : 0 // until one is near
    return { x, y }
  }

  positionOf(person) {
    const { level } = this
    return [level.low[0] + level.x[person] * level.step, level.low[1] + level.y[person] * level.step]
  }

  toScreen([x, y]) {
    return this.renderer.graphToViewport({ x, y })
  }

  // Pixels of a length in units of the layout.
  scale() {
    return this.renderer.getGraphToViewportRatio()
  }

  goTo([x, y], width) {
    const target = this.renderer.viewportToFramedGraph(this.renderer.graphToViewport({ x, y }))
    const ratio = Math.min(Math.max(width / this.extent, 0.01), 1)
    this.moveCamera({ x: target.x, y: target.y, ratio })
  }

  goToPerson(person) {
    if (this.view.kind === "people") this.goTo(this.positionOf(person), NEAR_WIDTH)
  }

  goToTribe(tribe) {
    const disc = this.level.discs[tribe]
    if (disc && this.view.kind === "people" && !this.view.people) this.goTo(disc, 2.6 * disc[2])
  }

  fit() {
    this.moveCamera({ x: 0.5, y: 0.5, ratio: 1 })
  }

  zoom(factor) {
    this.moveCamera({ ratio: this.renderer.getCamera().ratio * factor })
  }

  pan(x, y) {
    const camera = this.renderer.getCamera()
    this.moveCamera({ x: camera.x + 0.15 * x * camera.ratio, y: camera.y + 0.15 * y * camera.ratio })
  }

  moveCamera(target) {
    const camera = this.renderer.getCamera()
    if (this.isStill) camera.setState(target)
    else camera.animate(target, { duration: 350 })
  }

  // A name that would cover another one is left out, unless it is of the chosen person.
  drawLabel(context, { key, label, x, y, size }) {
    if (!label) return
    context.font = "12px system-ui, sans-serif"
    const left = x + size + 3
    const box = [left, y - 8, left + context.measureText(label).width, y + 8]
    if (this.labels.some((other) => overlaps(box, other)) && Number(key) !== this.state.person) return
    this.labels.push(box)
    context.lineJoin = "round"
    context.lineWidth = 3
    context.strokeStyle = this.colours.page
    context.strokeText(label, left, y + 4)
    context.fillStyle = this.colours.ink
    context.fillText(label, left, y + 4)
  }

  drawHovered(context, { x, y, size }) {
    context.beginPath()
    context.arc(x, y, Math.max(size, 3) + 3, 0, 2 * Math.PI)
    context.lineWidth = 2
    context.strokeStyle = this.colours.ink
    context.stroke()
  }

  kill() {
    this.observer?.disconnect()
    this.renderer?.kill()
  }
}

export function makeFilter(level, state) {
  const { hidden, hiddenRoles, certainty } = state
  return (person) =>
    !hidden.has(level.tribe[person]) &&
    !hiddenRoles.has(level.role[person]) &&
    (!certainty || (level.certainty[person] <= 100 && level.certainty[person] >= certainty))
}
