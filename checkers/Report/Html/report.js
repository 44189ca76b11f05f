"use strict";
// Everything that comes from sources goes into the page as text, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = id => document.getElementById(id);

function make(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {}))
    key in node && key !== "list" ? (node[key] = value) : node.setAttribute(key, value);
  node.append(...children.filter(c => c !== null && c !== undefined));
  return node;
}
function draw(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
  node.append(...children);
  return node;
}
const placeOf = s => s.file + (s.line ? ":" + s.line : "");

// ---- tabs ----------------------------------------------------------------------------------------------------------
const tabs = [...document.querySelectorAll("nav button")];
function show(name) {
  for (const tab of tabs) {
    const on = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", on);
    byId(tab.dataset.tab).hidden = !on;
  }
  if (name === "graph") drawGraph();
}
tabs.forEach((tab, i) => {
  tab.addEventListener("click", () => show(tab.dataset.tab));
  tab.addEventListener("keydown", e => {
    const to = e.key === "ArrowRight" ? i + 1 : e.key === "ArrowLeft" ? i - 1 : -1;
    if (tabs[to]) { tabs[to].focus(); show(tabs[to].dataset.tab); }
  });
});

// ---- source views --------------------------------------------------------------------------------------------------
const marks = {}; // file -> line -> kind; the strongest wins
const rank = { step: 0, safe: 1, unsafe: 2 };
function mark(site, kind) {
  if (!site.file || !site.line) return;
  const lines = marks[site.file] = marks[site.file] || {};
  if (!(site.line in lines) || rank[kind] > rank[lines[site.line]]) lines[site.line] = kind;
}
for (const f of data.findings) {
  f.chains.forEach(c => c.steps.forEach(s => mark(s, "step")));
  f.safeSites.forEach(s => mark(s, "safe"));
  f.unsafeSites.forEach(s => mark(s, "unsafe"));
}
function sourceTable(file, from, to) {
  const lines = data.sources[file] || {};
  const numbers = Object.keys(lines).map(Number).filter(n => (!from || n >= from) && (!to || n <= to));
  const body = make("tbody");
  let last = 0;
  for (const n of numbers) {
    if (last && n !== last + 1) body.append(make("tr", { className: "gap" }, make("td"), make("td", {}, "\u2026")));
    last = n;
    const kind = (marks[file] || {})[n] || "";
    const row = make("tr", { className: kind }, make("td", {}, String(n)), make("td", {}, lines[n]));
    row.dataset.line = n;
    if (kind) row.title = { unsafe: "to change", safe: "right already", step: "a step of a chain" }[kind];
    body.append(row);
  }
  return make("div", { className: "scroll" }, make("table", { className: "source" }, body));
}
function openSource(file, line) {
  show("source");
  byId("file").value = file;
  const view = byId("view");
  view.replaceChildren(make("h2", {}, file), sourceTable(file));
  const row = view.querySelector('tr[data-line="' + Number(line) + '"]');
  if (row) { row.tabIndex = -1; row.scrollIntoView({ block: "center" }); row.focus({ preventScroll: true }); }
}
function link(site) {
  if (!data.sources[site.file]) return document.createTextNode(placeOf(site));
  const a = make("a", { href: "#" }, placeOf(site));
  a.addEventListener("click", e => { e.preventDefault(); openSource(site.file, site.line); });
  return a;
}
for (const file of Object.keys(data.sources).sort()) byId("file").append(make("option", { value: file }, file));
byId("file").addEventListener("change", e => openSource(e.target.value, 0));

// ---- pictures ------------------------------------------------------------------------------------------------------
/// An SVG that zooms by wheel, buttons and +/-, and moves by dragging and arrow keys.
function picture(width, height, label, nodes) {
  const svg = draw("svg", { class: "picture", role: "img", "aria-label": label, tabindex: "0" }, ...nodes);
  let box = { x: -10, y: -10, w: Math.max(width + 20, 50), h: Math.max(height + 20, 50) };
  const apply = () => svg.setAttribute("viewBox", [box.x, box.y, box.w, box.h].join(" "));
  const zoom = by => {
    box = { x: box.x + box.w * (1 - by) / 2, y: box.y + box.h * (1 - by) / 2, w: box.w * by, h: box.h * by };
    apply();
  };
  const move = (dx, dy) => { box.x += dx * box.w; box.y += dy * box.h; apply(); };
  svg.addEventListener("wheel", e => { e.preventDefault(); zoom(e.deltaY > 0 ? 1.15 : 1 / 1.15); }, { passive: false });
  svg.addEventListener("keydown", e => {
    const to = { ArrowLeft: [-.1, 0], ArrowRight: [.1, 0], ArrowUp: [0, -.1], ArrowDown: [0, .1] }[e.key];
    if (to) move(...to); else if (e.key === "+") zoom(.8); else if (e.key === "-") zoom(1.25); else return;
    e.preventDefault();
  });
  let at = null;
  svg.addEventListener("pointerdown", e => { at = [e.clientX, e.clientY]; svg.setPointerCapture(e.pointerId); });
  svg.addEventListener("pointermove", e => {
    if (!at) return;
    const r = svg.getBoundingClientRect();
    move((at[0] - e.clientX) / r.width, (at[1] - e.clientY) / r.height);
    at = [e.clientX, e.clientY];
  });
  svg.addEventListener("pointerup", () => { at = null; });
  apply();
  const button = (text, by, name) => {
    const b = make("button", { type: "button", "aria-label": name }, text);
    b.addEventListener("click", () => zoom(by));
    return b;
  };
  return make("div", {}, make("div", { className: "zoom" }, button("+", .8, "zoom in"), button("\u2212", 1.25, "zoom out")), svg);
}
const short = (text, n) => text.length > n ? text.slice(0, n - 1) + "\u2026" : text;
function boxNode(x, y, w, lines, kind) {
  const h = 14 * lines.length + 12;
  const group = draw("g", { class: kind || "" }, draw("rect", { x, y, width: w, height: h, rx: 4 }), draw("title", {}, lines.join("\n")));
  lines.forEach((line, i) => group.append(draw("text", { x: x + 8, y: y + 18 + 14 * i, class: i ? "small" : "" }, short(line, Math.floor((w - 14) / (i ? 6.7 : 7.9))))));
  return { group, h };
}
const arrow = (x1, y1, x2, y2) => {
  const a = Math.atan2(y2 - y1, x2 - x1), p = (d, s) => (x2 - 8 * Math.cos(a + d)) + " " + (y2 - 8 * Math.sin(a + d));
  return draw("path", { d: `M${x1} ${y1} L${x2} ${y2} M${p(.4)} L${x2} ${y2} L${p(-.4)}` });
};
/// The chains of a finding side by side, entry points at the top.
function chainPicture(f) {
  const nodes = [], W = 330, gap = 30;
  let height = 0;
  f.chains.forEach((c, column) => {
    const x = column * (W + gap);
    nodes.push(draw("text", { x, y: 14 }, short(c.title, 40)));
    let y = 24, before = null;
    c.steps.forEach((s, i) => {
      const end = i + 1 === c.steps.length;
      const lines = [s.function ? s.function + "()" : placeOf(s), s.what, placeOf(s)];
      if (s.state) lines.push(s.state);
      if (s.guess) lines.push("a guess: " + s.guess);
      if (s.held) lines.push("holding " + s.held);
      const { group, h } = boxNode(x, y, W, lines, !end ? "" : column === 0 ? "unsafe" : column + 1 === f.chains.length ? "safe" : "");
      if (before !== null) nodes.push(arrow(x + W / 2, before, x + W / 2, y));
      nodes.push(group);
      before = y + h;
      y = before + 22;
    });
    height = Math.max(height, y);
  });
  return picture(f.chains.length * (W + gap), height, "call chains", nodes);
}
const largest = (at, i) => Object.values(at).reduce((most, p) => Math.max(most, p[i]), 0);
/// The column of each name: right of all that lead to it, edges that close a circle aside. Without recursion: there may
/// be many.
function layersOf(names, edges) {
  const next = Object.fromEntries(names.map(n => [n, []]));
  for (const [a, b] of edges) if (a !== b) next[a].push(b);
  const state = {}, order = [], forward = {};
  for (const root of names) {
    const stack = state[root] ? [] : [[root, 0]];
    state[root] = state[root] || 1;
    while (stack.length) {
      const top = stack[stack.length - 1], to = next[top[0]][top[1]++];
      if (to === undefined) {
        state[top[0]] = 2;
        order.push(top[0]);
        stack.pop();
      } else if (state[to] !== 1) {
        (forward[top[0]] = forward[top[0]] || []).push(to);
        if (!state[to]) { state[to] = 1; stack.push([to, 0]); }
      }
    }
  }
  const layer = Object.fromEntries(names.map(n => [n, 0]));
  for (const a of order.reverse()) for (const b of forward[a] || []) layer[b] = Math.max(layer[b], layer[a] + 1);
  return layer;
}
/// Classes of findings and what they depend on, in layers: taken later is further right.
function drawGraph() {
  const where = byId("graphview");
  if (where.childElementCount) return;
  const named = new Set(data.findings.flatMap(f => [f.lockClass, f.safeClass]).filter(Boolean));
  const all = byId("allclasses").checked;
  const edges = data.dependencies.filter(([a, b]) => all || named.has(a) && named.has(b));
  const names = [...new Set(all ? edges.flat() : [...named])].sort();
  if (!names.length) { where.append(make("p", {}, "No lock classes.")); return; }
  const layer = layersOf(names, edges);
  const W = 300, H = 64, at = {}, count = {}; // a box with its distance below
  const unsafe = new Set(data.findings.map(f => f.lockClass)), safe = new Set(data.findings.map(f => f.safeClass));
  const usage = Object.fromEntries(data.classes.map(c => [c.name, c.usage]));
  const nodes = [];
  for (const n of names) {
    const row = count[layer[n]] = (count[layer[n]] || 0) + 1;
    at[n] = [layer[n] * (W + 90), (row - 1) * H];
    nodes.push(boxNode(...at[n], W, [n, usage[n] || ""], unsafe.has(n) ? "unsafe" : safe.has(n) ? "safe" : "").group);
  }
  for (const [a, b] of edges)
    if (a !== b) nodes.push(arrow(at[a][0] + W, at[a][1] + 20, at[b][0] + (at[b][0] > at[a][0] ? 0 : W), at[b][1] + 20));
  where.append(picture(largest(at, 0) + W, largest(at, 1) + H, "lock graph", nodes));
}
byId("allclasses").addEventListener("change", () => { byId("graphview").replaceChildren(); drawGraph(); });

// ---- findings ------------------------------------------------------------------------------------------------------
function siteTable(sites) {
  const body = make("tbody");
  for (const s of sites)
    body.append(make("tr", {}, make("td", {}, link(s)), make("td", { className: "mono" }, s.function), make("td", { className: "mono" }, s.code), make("td", {}, s.state)));
  return make("div", { className: "scroll" }, make("table", {}, body));
}
function fill(details, f) {
  const first = f.unsafeSites[0];
  details.append(make("p", {}, f.message));
  if (f.lockClass)
    details.append(make("p", { className: "mono" }, (f.safeClass ? f.safeClass + " " + f.safeClassUsage + " \u2192 " : "") + f.lockClass + " " + f.lockClassUsage));
  if (data.sources[first.file] && first.line) details.append(sourceTable(first.file, first.line - 3, first.line + 3));
  details.append(make("h2", {}, "Sites to change"), siteTable(f.unsafeSites));
  if (f.safeSites.length) details.append(make("h2", {}, "Sites to leave alone"), siteTable(f.safeSites));
  for (const c of f.chains) {
    const list = make("ol", { className: "steps" });
    for (const s of c.steps)
      list.append(make("li", {}, link(s), " ", make("code", {}, s.function ? s.function + "()" : ""), " " + s.what + (s.guess ? " (a guess: " + s.guess + ")" : "") + " ",
        make("span", { className: "state" }, "[" + s.state + (s.held ? "; holding " + s.held : "") + "]")));
    details.append(make("h2", {}, c.title), list);
  }
  details.append(make("h2", {}, "Picture"), chainPicture(f));
  if (f.scenario.length) details.append(make("pre", {}, f.scenario.join("\n") + "\n\n *** DEADLOCK ***"));
  if (f.patch >= 0) details.append(make("h2", {}, "Patch"), make("pre", {}, data.patches[f.patch].diff));
  else if (f.noFix) details.append(make("p", {}, "No patch: " + f.noFix));
  details.append(make("p", { className: "state" }, "See " + f.document + ". Fingerprint " + f.fingerprint + "."));
}
const items = data.findings.map(f => {
  const details = make("details", { className: "finding " + f.level },
    make("summary", {}, make("strong", {}, placeOf(f.unsafeSites[0])), " " + f.headline + " ", make("span", { className: "mono" }, f.lockClass),
      make("span", { className: "tag" }, f.ruleId), make("span", { className: "tag" }, f.confidence), f.initOnly ? make("span", { className: "tag" }, "init only") : null));
  details.addEventListener("toggle", () => { if (details.open && details.childElementCount === 1) fill(details, f); });
  const text = JSON.stringify([f.headline, f.lockClass, f.safeClass, f.ruleId, f.fingerprint, f.unsafeSites, f.safeSites.map(s => s.file), f.chains.map(c => c.steps.map(s => s.function))]).toLowerCase();
  return { f, details, text };
});
byId("list").append(...items.map(i => i.details));
for (const id of [...new Set(data.findings.map(f => f.ruleId))].sort()) byId("rule").append(make("option", { value: id }, id));
function filter() {
  const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { f, details, text } of items) {
    const on = (!byId("rule").value || f.ruleId === byId("rule").value) && (!byId("confidence").value || f.confidence === byId("confidence").value) &&
      (byId("init").checked || !f.initOnly) && words.every(w => text.includes(w));
    details.hidden = !on;
    shown += on;
  }
  byId("shown").textContent = shown + " of " + items.length;
}
byId("filters").addEventListener("input", filter);
byId("filters").addEventListener("submit", e => e.preventDefault());

// ---- locks and coverage --------------------------------------------------------------------------------------------
function fillClasses() {
  const word = byId("classsearch").value.toLowerCase(), body = byId("classrows");
  body.replaceChildren(...data.classes.filter(c => c.name.toLowerCase().includes(word)).slice(0, 2000).map(c =>
    make("tr", {}, make("td", { className: "mono" }, c.name), make("td", { className: "mono" }, c.usage), make("td", {}, String(c.sites)), make("td", {}, c.contexts.join("; ")), make("td", {}, c.file))));
}
byId("classsearch").addEventListener("input", fillClasses);
const c = data.coverage, tu = c.translationUnits;
const rows = [["translation units", `${tu.whole} whole, ${tu.partial} partial, ${tu.lost} lost`], ["functions with a known context", `${c.knownContext} of ${c.functions}`], ["of those that entry points lead to", `${c.reachableKnown} of ${c.reachable}`],
  ["indirect calls resolved", `${c.resolvedIndirect} of ${c.indirectCalls}`], ["lock sites with a known class", `${c.lockSites - c.unknownLockSites} of ${c.lockSites}`], ["lock classes", c.lockClasses]];
byId("coveragerows").append(...rows.map(([a, b]) => make("tr", {}, make("th", {}, a), make("td", {}, String(b)))));
for (const reason of [...tu.lostReasons.map(r => "lost: " + r), ...tu.partialReasons.map(r => "partial: " + r), ...data.notes]) byId("reasons").append(make("li", {}, reason));

fillClasses();
filter();
show("findings");
document.documentElement.dataset.ready = "yes";
