// Map of the articles: ten thousand points on a canvas, each found under the pointer or by the arrow keys.
(() => {
  "use strict";
  const { fragment, view, say } = window.wenju;
  const SIDE = 65535; // places are 0 to 65535 each way
  const CELLS = 96; // cells of the grid that points are looked up in, each way
  const REACH = 12; // px around the pointer within which a point is taken
  const EDGE = 24; // px free around the whole map
  const MAX_ZOOM = 60;
  const COLOURS = [..."0123456789"].map((each) => `--wj-g${each}`);

  let map = null; // what is drawn; null while there is nothing

  function read(buffer) {
    const bytes = new DataView(buffer);
    const count = buffer.byteLength / 6;
    const found = { count, x: new Float32Array(count), y: new Float32Array(count), publisher: [], year: [] };
    found.cells = Array.from({ length: CELLS * CELLS }, () => []);
    for (let at = 0; at < count; at++) {
      found.x[at] = bytes.getUint16(6 * at, true) / SIDE;
      found.y[at] = 1 - bytes.getUint16(6 * at + 2, true) / SIDE; // upwards
      found.publisher.push(bytes.getUint8(6 * at + 4));
      found.year.push(bytes.getUint8(6 * at + 5));
      found.cells[cell(found.x[at]) * CELLS + cell(found.y[at])].push(at);
    }
    return found;
  }

  const cell = (part) => Math.min(CELLS - 1, Math.max(0, Math.floor(part * CELLS)));
  const width = () => map.canvas.clientWidth;
  const height = () => map.canvas.clientHeight;
  const scaleX = () => (width() - 2 * EDGE) * map.zoom;
  const scaleY = () => (height() - 2 * EDGE) * map.zoom;
  const px = (at) => (map.x[at] - map.middle[0]) * scaleX() + width() / 2;
  const py = (at) => (map.y[at] - map.middle[1]) * scaleY() + height() / 2;

  let asked = false;
  function draw() {
    if (asked || !map) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      if (map?.canvas.isConnected) paint();
    });
  }

  function paint() {
    const { canvas, count, zoom, group, by } = map;
    const dots = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width() * dots) || canvas.height !== Math.round(height() * dots)) {
      canvas.width = Math.round(width() * dots);
      canvas.height = Math.round(height() * dots);
    }
    const brush = canvas.getContext("2d");
    brush.setTransform(dots, 0, 0, dots, 0, 0);
    brush.clearRect(0, 0, width(), height());
    const style = getComputedStyle(document.body);
    const last = map.last[by];
    const colours = Array.from({ length: last + 1 }, (_, at) =>
      style.getPropertyValue(at === last ? "--wj-rest" : COLOURS[at]).trim(),
    );
    const size = Math.min(7, (count > 2000 ? 2.2 : count > 200 ? 3.4 : 6) * (1 + Math.log2(zoom) / 4));
    const order = [last, ...Array(last).keys()]; // all others lie below those with a colour
    for (const one of group === null ? order : [...order.filter((each) => each !== group), group]) {
      brush.fillStyle = colours[one];
      brush.globalAlpha = group === null ? 0.8 : one === group ? 0.95 : 0.12;
      brush.beginPath();
      for (let at = 0; at < count; at++) {
        if (map[by][at] !== one) continue;
        const [x, y] = [px(at), py(at)];
        if (x < -9 || y < -9 || x > width() + 9 || y > height() + 9) continue;
        brush.moveTo(x + size, y);
        brush.arc(x, y, size, 0, 7);
      }
      brush.fill();
    }
    brush.globalAlpha = 1;
    if (map.at !== null) {
      brush.strokeStyle = style.getPropertyValue("--wj-ink").trim();
      brush.lineWidth = 2;
      brush.beginPath();
      brush.arc(px(map.at), py(map.at), size + 4, 0, 7);
      brush.stroke();
    }
    place();
  }

  // The point nearest to a place on the canvas, within reach; only the cells around it are looked at.
  function under(x, y) {
    const of = (at, middle, scale, side) => (at - side / 2) / scale + middle;
    const [fromX, toX] = [x - REACH, x + REACH].map((each) => cell(of(each, map.middle[0], scaleX(), width())));
    const [fromY, toY] = [y - REACH, y + REACH].map((each) => cell(of(each, map.middle[1], scaleY(), height())));
    let [best, nearest] = [null, REACH * REACH];
    for (let column = fromX; column <= toX; column++)
      for (let line = fromY; line <= toY; line++)
        for (const at of map.cells[column * CELLS + line]) {
          if (map.group !== null && map[map.by][at] !== map.group) continue;
          const far = (px(at) - x) ** 2 + (py(at) - y) ** 2;
          if (far < nearest) [best, nearest] = [at, far];
        }
    return best;
  }

  // By the keyboard: the nearest point that lies more in the direction of the arrow than beside it.
  function beside(dx, dy) {
    if (map.at === null) return under(width() / 2, height() / 2) ?? closest(width() / 2, height() / 2);
    const [x, y] = [px(map.at), py(map.at)];
    let [best, nearest] = [map.at, Infinity];
    for (let at = 0; at < map.count; at++) {
      if (map.group !== null && map[map.by][at] !== map.group) continue;
      const [ax, ay] = [px(at) - x, py(at) - y];
      const along = ax * dx + ay * dy;
      const aside = Math.abs(ax * dy) + Math.abs(ay * dx);
      if (along <= 0.5 || aside > along) continue;
      const far = along + 2 * aside;
      if (far < nearest) [best, nearest] = [at, far];
    }
    return best;
  }

  function closest(x, y) {
    let [best, nearest] = [null, Infinity];
    for (let at = 0; at < map.count; at++) {
      const far = (px(at) - x) ** 2 + (py(at) - y) ** 2;
      if (far < nearest) [best, nearest] = [at, far];
    }
    return best;
  }

  function place() {
    const { card, at } = map;
    if (at === null || card.hidden) return;
    const [x, y] = [px(at), py(at)];
    card.style.left = `${Math.max(6, Math.min(x + 14, width() - card.offsetWidth - 6))}px`;
    card.style.top = `${y + 14 + card.offsetHeight > height() ? Math.max(6, y - card.offsetHeight - 14) : y + 14}px`;
  }

  let turn = 0;
  let told = Promise.resolve(); // that the card says what is pointed at
  function point(at) {
    if (map.at === at) return told;
    map.at = at;
    map.canvas.classList.toggle("wj-at", at !== null);
    draw();
    return (told = tell(at, ++turn));
  }

  async function tell(at, mine) {
    if (at === null) return (map.card.hidden = true);
    const here = map;
    const found = await fragment(`/wenju/map/article?${new URLSearchParams({ row: at, generation: map.generation })}`);
    if (mine !== turn || here !== map) return;
    map.card.innerHTML = found.html;
    map.card.hidden = false;
    const link = map.card.querySelector("a");
    if (link) link.tabIndex = -1; // the canvas itself opens it
    place();
  }

  async function open() {
    await told; // the card may still be that of the article before
    if (map && map.at !== null) map.card.querySelector('a[href^="#doc-"]')?.click();
  }

  function zoom(by, x = width() / 2, y = height() / 2) {
    const old = map.zoom;
    map.zoom = Math.min(MAX_ZOOM, Math.max(1, old * by));
    const part = 1 / old - 1 / map.zoom; // what lies under the pointer stays there
    map.middle[0] += ((x - width() / 2) / (width() - 2 * EDGE)) * part;
    map.middle[1] += ((y - height() / 2) / (height() - 2 * EDGE)) * part;
    if (map.zoom === 1) map.middle = [0.5, 0.5];
    draw();
  }

  function whole() {
    map.zoom = 1;
    map.middle = [0.5, 0.5];
    draw();
  }

  function pointing(canvas) {
    let held = null;
    canvas.addEventListener("pointerdown", (event) => {
      held = { x: event.offsetX, y: event.offsetY, moved: false };
      if (event.pointerType === "mouse") canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!map) return;
      if (!held || event.pointerType !== "mouse") return point(under(event.offsetX, event.offsetY));
      const [dx, dy] = [event.offsetX - held.x, event.offsetY - held.y];
      if (!held.moved && Math.hypot(dx, dy) < 4) return;
      map.middle[0] -= dx / scaleX();
      map.middle[1] -= dy / scaleY();
      held = { x: event.offsetX, y: event.offsetY, moved: true };
      draw();
    });
    canvas.addEventListener("pointerup", async (event) => {
      const moved = held?.moved;
      held = null;
      if (!map || moved) return;
      const at = under(event.offsetX, event.offsetY);
      if (at === null) return point(null);
      await point(at);
      if (event.pointerType === "mouse" || map.tapped === at) open(); // a finger first shows what it has touched
      map.tapped = at;
    });
    canvas.addEventListener("pointerleave", () => map && !held && canvas !== document.activeElement && point(null));
    canvas.addEventListener(
      "wheel",
      (event) => {
        if (!map) return;
        event.preventDefault();
        zoom(event.deltaY < 0 ? 1.25 : 0.8, event.offsetX, event.offsetY);
      },
      { passive: false },
    );
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function keys(event) {
    if (!map) return;
    const arrow = ARROWS[event.key];
    if (arrow) point(beside(...arrow)).then(inSight);
    else if (event.key === "Enter") open();
    else if (event.key === "+" || event.key === "=") zoom(1.5);
    else if (event.key === "-") zoom(1 / 1.5);
    else if (event.key === "0") whole();
    else if (event.key === "Escape") point(null);
    else return;
    event.preventDefault();
  }

  function inSight() {
    if (!map || map.at === null) return;
    const [x, y] = [px(map.at), py(map.at)];
    if (x > EDGE && y > EDGE && x < width() - EDGE && y < height() - EDGE) return;
    map.middle = [map.x[map.at], map.y[map.at]];
    draw();
  }

  async function list(page) {
    const by = document.getElementById("map-by").value;
    const pressed = document.querySelector(`.wj-legend[data-by="${by}"] [aria-pressed="true"]`);
    const asked = new URLSearchParams({ by, group: pressed?.dataset.group ?? "", page: page ?? 1 });
    const found = await fragment(`/wenju/map/list?${asked}`);
    const shown = document.getElementById("map-list");
    if (shown) shown.innerHTML = found.html;
  }

  function legends(panel) {
    const all = [...panel.querySelectorAll(".wj-legend")];
    const release = () => {
      all.forEach((each) => each.querySelectorAll("button").forEach((one) => (one.ariaPressed = "false")));
      if (map) map.group = null;
    };
    panel.querySelector("#map-by").addEventListener("change", (event) => {
      release();
      all.forEach((each) => (each.hidden = each.dataset.by !== event.target.value));
      if (map) map.by = event.target.value;
      draw();
      list();
    });
    all.forEach((each) =>
      each.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (!button) return;
        const pressed = button.ariaPressed !== "true";
        release();
        button.ariaPressed = String(pressed);
        if (map && pressed) map.group = Number(button.dataset.group);
        draw();
        list();
      }),
    );
  }

  async function load(frame, state, canvas) {
    state.textContent = say("loading");
    const generation = frame.dataset.generation;
    try {
      const reply = await fetch(`/wenju/map/points?${new URLSearchParams({ generation })}`);
      if (reply.status === 410) return window.wenju.reload("map");
      if (!reply.ok) throw new Error(String(reply.status));
      const found = read(await reply.arrayBuffer());
      const groups = (by) => document.querySelectorAll(`.wj-legend[data-by="${by}"] .wj-dot-rest`).length;
      const coloured = (by) => document.querySelectorAll(`.wj-legend[data-by="${by}"] button`).length - groups(by);
      const last = { publisher: coloured("publisher"), year: coloured("year") };
      const card = document.getElementById("map-card");
      map = { ...found, canvas, card, generation, last, zoom: 1, middle: [0.5, 0.5], at: null, group: null };
      map.by = document.getElementById("map-by").value;
      state.textContent = "";
      paint();
      frame.dataset.drawn = String(found.count);
    } catch {
      state.textContent = say("unreachable");
    }
  }

  view("map", (panel) => {
    map = null;
    const canvas = panel.querySelector("#map-canvas");
    if (!canvas) return;
    legends(panel);
    pointing(canvas);
    canvas.addEventListener("keydown", keys);
    panel.querySelector(".wj-map-zoom").addEventListener("click", (event) => {
      const kind = event.target.closest("button")?.dataset.zoom;
      if (!map || !kind) return;
      if (kind === "whole") whole();
      else zoom(kind === "in" ? 1.5 : 1 / 1.5);
    });
    panel.querySelector("#map-list").addEventListener("click", (event) => {
      const page = event.target.closest("[data-page]")?.dataset.page;
      if (page) list(page);
    });
    new ResizeObserver(draw).observe(canvas);
    new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
    load(panel.querySelector(".wj-map"), panel.querySelector("#map-state"), canvas);
  });
})();
