// Draws figures and tables of package nb's Explore again, so that they answer to the mouse and the keys. Its data are
// in the attribute data-explore of an element after the picture or the table that scripts replace. It asks no network, and
// writes text only as text.
(() => {
"use strict";
const make = (tag, style, text) => {
	const e = document.createElement(tag);
	Object.assign(e.style, style || {});
	if (text !== undefined) e.textContent = text;
	return e;
};
const thousands = s => s.replace(/^-?\d+/, d => d.replace(/\B(?=(\d{3})+(?!\d))/g, ","));
const number = v => v !== 0 && (Math.abs(v) >= 1e15 || Math.abs(v) < 1e-6) ? v.toPrecision(6) : thousands(String(+v.toPrecision(v === Math.trunc(v) ? 15 : 9)));

// Axes: a place on one is from 0 to 1 where nobody zooms.
const zeroShare = 0.08;
const placeOf = (a, v) => {
	if (v === null) return NaN;
	if (!a.log) return (v - a.min) / (a.max - a.min);
	if (v <= 0) return a.zero && v === 0 ? 0 : NaN;
	const share = a.zero ? zeroShare : 0;
	return share + (1 - share) * Math.log(v / a.min) / Math.log(a.max / a.min);
};
const valueAt = (a, place) => {
	if (!a.log) return a.min + place * (a.max - a.min);
	const share = a.zero ? zeroShare : 0;
	return place < share ? 0 : a.min * Math.pow(a.max / a.min, (place - share) / (1 - share));
};
const pad = (n, width) => String(n).padStart(width, "0");
// offsetOf is how many seconds the clocks of an axis are ahead of UTC.
const clocksOf = {};
const offsetOf = (a, v) => {
	if (!a.zone) return 0;
	const say = clocksOf[a.zone] ||= new Intl.DateTimeFormat("en-US", {timeZone: a.zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric"});
	const at = Math.floor((a.base || 0) + v), part = {};
	for (const p of say.formatToParts(at * 1000)) part[p.type] = +p.value;
	return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) / 1000 - at;
};
const moment = (a, v, step) => {
	const micros = Math.round(v * 1e6), whole = Math.floor(micros / 1e6), rest = micros - whole * 1e6;
	const t = new Date(((a.base || 0) + whole + offsetOf(a, v)) * 1000);
	const date = t.getUTCFullYear() + "-" + pad(t.getUTCMonth() + 1, 2) + "-" + pad(t.getUTCDate(), 2);
	let clock = pad(t.getUTCHours(), 2) + ":" + pad(t.getUTCMinutes(), 2);
	if (!step || step < 60) clock += ":" + pad(t.getUTCSeconds(), 2);
	if (!step && rest) clock += "." + pad(rest, 6).replace(/0+$/, "");
	if (step && step < 1) clock += "." + pad(rest, 6).slice(0, Math.min(6, Math.ceil(-Math.log10(step) - 1e-9)));
	return {date, clock};
};
const textOf = (a, v) => {
	if (a.categories) return a.categories[Math.round(v)] || "";
	if (a.time) { const m = moment(a, v); return m.date + " " + m.clock + " " + (a.zone || "UTC"); }
	return number(v) + (a.unit ? " " + a.unit : "");
};
const prefixOf = (largest, unit) => {
	const seconds = unit === "seconds" || unit === "s";
	if (largest >= 1e21 || seconds && largest >= 1) return [0, ""];
	if (largest >= 1e4) { const i = Math.floor(Math.floor(Math.log10(largest) + 1e-9) / 3); return [3 * i, " " + "kMGTPE"[i - 1]]; }
	if (!seconds || largest === 0) return [0, ""];
	return largest >= 1e-3 ? [-3, " ms"] : largest >= 1e-6 ? [-6, " µs"] : [-9, " ns"];
};
const short = (v, unit) => {
	if (v === 0) return "0";
	const [power, suffix] = prefixOf(Math.abs(v), unit);
	return thousands(String(+(v / Math.pow(10, power)).toPrecision(3))) + (suffix || (unit === "seconds" ? " s" : ""));
};
const niceStep = (span, n) => {
	const raw = span / n, ten = Math.pow(10, Math.floor(Math.log10(raw)));
	return [1, 2, 5, 10].map(m => m * ten).find(s => s >= raw * (1 - 1e-9)) || 10 * ten;
};
const clocks = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600, 2592000, 7776000, 31536000];
const ticksOf = (a, from, to, n) => {
	const low = valueAt(a, from), high = valueAt(a, to), out = [];
	if (a.categories) {
		const every = Math.max(1, Math.ceil((high - low) / Math.max(n, 1)));
		for (let i = Math.max(0, Math.ceil(low)); i <= high && i < a.categories.length; i++) if (i % every === 0) out.push([i, a.categories[i]]);
		return out;
	}
	if (a.log && (low === 0 || high / low > 10)) {
		if (low === 0 && from <= 0) out.push([0, "0"]);
		const first = low || a.min, decades = Math.log10(high / first), every = Math.max(1, Math.ceil(decades / n));
		for (let e = Math.floor(Math.log10(first)); e <= Math.log10(high) + 1e-9; e++)
			for (const m of decades <= 2 ? [1, 2, 5] : [1]) {
				const v = m * Math.pow(10, e);
				if (v >= first * (1 - 1e-9) && v <= high && e % every === 0) out.push([v, short(v, a.unit)]);
			}
		return out;
	}
	if (a.time) {
		const span = (high - low) / n, step = span < 1 ? niceStep(high - low, n) : clocks.find(s => s >= span) || niceStep(high - low, n);
		const base = (a.base || 0) % step, wall = v => v + base + offsetOf(a, v);
		let date = "";
		for (let k = Math.ceil(wall(low) / step) - 1; out.length < 100; k++) {
			let v = k * step - base - offsetOf(a, k * step - base);
			v = k * step - base - offsetOf(a, v);
			if (v > high) break;
			if (v < low || out.length && v <= out[out.length - 1][0]) continue;
			const m = moment(a, v, step), text = step >= 86400 ? m.date : m.clock;
			out.push([v, text, step < 86400 && m.date !== date ? m.date : ""]);
			date = m.date;
		}
		return out;
	}
	let step = niceStep(high - low, n);
	if (a.whole && step < 1) step = 1;
	const [power, suffix] = prefixOf(Math.max(Math.abs(low), Math.abs(high)), a.unit);
	const decimals = Math.max(0, Math.min(9, power - Math.floor(Math.log10(step) + 1e-9)));
	for (let k = Math.ceil(low / step - 1e-9); k * step <= high * (1 + 1e-12) + step * 1e-9 && out.length < 100; k++) {
		const v = k * step;
		out.push([v, k === 0 ? "0" : thousands((v / Math.pow(10, power)).toFixed(decimals)) + suffix]);
	}
	return out;
};

class Figure {
	constructor(scene, alt) {
		this.scene = scene;
		this.hidden = new Set();
		this.box = make("div", {position: "relative", maxWidth: scene.width + "px", font: "13px sans-serif"});
		this.addHead();
		this.canvas = make("canvas", {display: "block", width: "100%", height: scene.height + "px", touchAction: "pan-y", cursor: "crosshair"});
		this.canvas.tabIndex = 0;
		this.canvas.setAttribute("role", "img");
		this.canvas.setAttribute("aria-label", alt + " Interactive: the arrow keys go from point to point, plus and minus zoom, shift with arrows moves, 0 shows all.");
		this.tip = make("div", {position: "absolute", display: "none", pointerEvents: "none", background: "#222", color: "#fff", border: "1px solid #999", padding: "3px 7px", borderRadius: "4px", whiteSpace: "pre", font: "12px sans-serif", zIndex: 5});
		this.status = make("div", {minHeight: "1.4em", font: "12px sans-serif", opacity: 0.8, whiteSpace: "pre-wrap"});
		this.status.setAttribute("role", "status");
		this.box.append(this.canvas, this.tip, this.status);
		this.listen();
		this.reset();
	}
	addHead() {
		const s = this.scene;
		this.box.append(make("div", {font: "bold 16px sans-serif", marginBottom: "4px"}, s.title));
		const bar = make("div", {display: "flex", flexWrap: "wrap", gap: "2px 12px", alignItems: "center", marginBottom: "4px"});
		const named = s.shapes.filter(t => t.name);
		if (named.length > 1) for (const t of named) bar.append(this.legendOf(t));
		this.all = this.button("Show all", () => this.reset());
		bar.append(this.all);
		this.bar = bar;
		this.box.append(bar);
	}
	button(text, act) {
		const b = make("button", {font: "12px sans-serif", padding: "1px 8px", color: "inherit", background: "transparent", border: "1px solid currentColor", borderRadius: "4px", cursor: "pointer"}, text);
		b.type = "button";
		b.addEventListener("click", act);
		return b;
	}
	legendOf(t) {
		const b = this.button("", () => {
			if (!this.hidden.delete(t)) this.hidden.add(t);
			b.setAttribute("aria-pressed", String(!this.hidden.has(t)));
			b.style.opacity = this.hidden.has(t) ? 0.4 : 1;
			this.draw();
		});
		Object.assign(b.style, {border: "0", padding: "0 2px"});
		b.setAttribute("aria-pressed", "true");
		b.title = "Show or hide";
		b.append(make("span", {display: "inline-block", width: "18px", height: t.kind === "line" ? "3px" : "10px", marginRight: "6px", verticalAlign: "middle", background: t.color || "currentColor", opacity: t.dashed ? 0.6 : 1}), t.name);
		return b;
	}
	reset() {
		this.view = [0, 1, 0, 1];
		this.at = null;
		this.all.disabled = true;
		this.draw();
		const s = this.scene;
		this.say(s.drawn < s.points ? `Drawn from ${thousands(String(s.drawn))} of ${thousands(String(s.points))} points. ` + help : help);
	}
	say(text) { this.status.textContent = text; }
	axisOf(t) { return t.right ? this.scene.right : this.scene.y; }
	px(v) { return this.left + (placeOf(this.scene.x, v) - this.view[0]) / (this.view[1] - this.view[0]) * this.width; }
	py(a, v) { return this.top + this.height - (placeOf(a, v) - this.view[2]) / (this.view[3] - this.view[2]) * this.height; }
	layout(c) {
		const s = this.scene, w = this.canvas.clientWidth || s.width, h = s.height;
		const scale = window.devicePixelRatio || 1;
		this.canvas.width = Math.round(w * scale);
		this.canvas.height = Math.round(h * scale);
		c.setTransform(scale, 0, 0, scale, 0, 0);
		c.font = "12px sans-serif";
		const widest = ticks => Math.min(w * 0.4, Math.max(0, ...ticks.map(t => c.measureText(t[1]).width)));
		this.top = 12;
		this.yTicks = ticksOf(s.y, this.view[2], this.view[3], s.y.categories ? h / 16 : 7);
		this.left = 26 + widest(this.yTicks);
		this.rTicks = s.right ? ticksOf(s.right, this.view[2], this.view[3], 7) : [];
		this.width = w - this.left - (s.right ? 30 + widest(this.rTicks) : 14);
		let below = 46;
		this.xTicks = ticksOf(s.x, this.view[0], this.view[1], s.x.categories ? this.width / 15 : Math.max(2, this.width / 110));
		const room = this.width / Math.max(1, this.xTicks.length) - 6;
		this.upright = !!s.x.categories && this.xTicks.some(t => c.measureText(t[1]).width > room);
		if (this.upright) below = 30 + Math.min(h * 0.4, widest(this.xTicks));
		this.height = h - this.top - below;
	}
	draw() {
		const c = this.canvas.getContext("2d"), s = this.scene;
		this.layout(c);
		const ink = getComputedStyle(this.canvas).color;
		c.clearRect(0, 0, this.canvas.width, this.canvas.height);
		this.drawAxes(c, ink);
		c.save();
		c.beginPath();
		c.rect(this.left, this.top, this.width, this.height);
		c.clip();
		this.drawMarks(c, ink);
		this.hits = [];
		for (const t of s.shapes) if (!this.hidden.has(t)) this.drawShape(c, t);
		this.drawAt(c, ink);
		c.restore();
		if (this.drag) {
			c.strokeStyle = c.fillStyle = ink;
			c.globalAlpha = 0.15;
			const [x, y, w, h] = this.dragged();
			c.fillRect(x, y, w, h);
			c.globalAlpha = 1;
			c.strokeRect(x, y, w, h);
		}
	}
	drawAxes(c, ink) {
		const s = this.scene, bottom = this.top + this.height;
		c.strokeStyle = c.fillStyle = ink;
		c.lineWidth = 1;
		const line = (x0, y0, x1, y1, alpha) => { c.globalAlpha = alpha; c.beginPath(); c.moveTo(x0, y0); c.lineTo(x1, y1); c.stroke(); c.globalAlpha = 1; };
		const fit = (text, most) => { while (text.length > 4 && c.measureText(text).width > most) text = text.replace(/…$/, "").slice(0, -2) + "…"; return text; };
		c.textBaseline = "middle";
		c.textAlign = "right";
		for (const [v, text] of this.yTicks) {
			const y = this.py(s.y, v);
			if (!s.y.categories) line(this.left, y, this.left + this.width, y, 0.15);
			c.fillText(fit(text, this.left - 26), this.left - 6, y);
		}
		c.textAlign = "left";
		for (const [v, text] of this.rTicks) c.fillText(text, this.left + this.width + 6, this.py(s.right, v));
		for (const [v, text, date] of this.xTicks) {
			const x = this.px(v);
			if (!s.x.categories) line(x, this.top, x, bottom, 0.15);
			c.save();
			c.translate(x, bottom + 6);
			if (this.upright) { c.rotate(-Math.PI / 2); c.textAlign = "right"; c.fillText(fit(text, s.height * 0.4), 0, 0); }
			else { c.textAlign = "center"; c.textBaseline = "top"; c.fillText(text, 0, 0); if (date) c.fillText(date, 0, 13); }
			c.restore();
		}
		line(this.left, this.top, this.left, bottom, 0.6);
		line(this.left, bottom, this.left + this.width, bottom, 0.6);
		c.font = "13px sans-serif";
		c.textAlign = "center";
		c.textBaseline = "bottom";
		c.fillText(s.x.time ? `${s.x.label} (${s.x.zone || "UTC"})` : s.x.label, this.left + this.width / 2, s.height - 1);
		const side = (text, x, up) => { c.save(); c.translate(x, this.top + this.height / 2); c.rotate(-Math.PI / 2); c.textBaseline = up; c.fillText(text, 0, 0); c.restore(); };
		side(s.y.label, 2, "top");
		if (s.right) side(s.right.label, this.left + this.width + 28 + Math.max(0, ...this.rTicks.map(t => c.measureText(t[1]).width)), "bottom");
		c.font = "12px sans-serif";
	}
	drawMarks(c, ink) {
		for (const m of this.scene.marks || []) {
			const x = m.x === null ? this.left : this.px(m.x), y = m.y === null ? this.top + 14 : this.py(this.scene.y, m.y);
			c.strokeStyle = c.fillStyle = ink;
			c.setLineDash([5, 3]);
			c.beginPath();
			if (m.to !== null) { c.globalAlpha = 0.3; c.fillStyle = "#e69f00"; c.fillRect(x, this.top, this.px(m.to) - x, this.height); c.globalAlpha = 1; c.fillStyle = ink; }
			else if (m.y === null) { c.moveTo(x, this.top); c.lineTo(x, this.top + this.height); }
			else if (m.x === null) { c.moveTo(this.left, y); c.lineTo(this.left + this.width, y); }
			else { c.setLineDash([]); c.arc(x, y, 7, 0, 7); }
			c.stroke();
			c.setLineDash([]);
			c.textAlign = "left";
			c.textBaseline = "bottom";
			c.fillText(m.text, x + 6, y - 3);
		}
	}
	drawShape(c, t) {
		const a = this.axisOf(t);
		c.strokeStyle = c.fillStyle = t.color || "#888";
		c.lineWidth = t.kind === "line" && t.x.length < 400 ? 2 : 1.25;
		const xs = t.x.map(v => this.px(v)), ys = t.y.map(v => this.py(a, v));
		this.hits.push([t, xs, ys]);
		if (t.kind === "line") this.drawLine(c, t, xs, ys);
		else if (t.kind === "points") xs.forEach((x, i) => this.glyph(c, t.glyph, x, ys[i]));
		else if (t.kind === "area") this.drawArea(c, t, xs, ys, t.y2.map(v => this.py(a, v)));
		else {
			const base = this.top + this.height, start = v => isNaN(v) ? base : v;
			xs.forEach((x0, i) => {
				const x = isNaN(x0) ? this.left : x0, x2 = this.px(t.x2[i]), y = start(ys[i]), y2 = start(this.py(a, t.y2[i]));
				if (t.colors) c.fillStyle = t.colors[i];
				if (t.kind === "rects") c.fillRect(Math.min(x, x2), Math.min(y, y2), Math.max(Math.abs(x2 - x), 0.5), Math.max(Math.abs(y2 - y), 0.5));
				else { c.lineWidth = 2; c.beginPath(); c.moveTo(x, y); c.lineTo(x2, Math.abs(y2 - y) + Math.abs(x2 - x) < 2 ? y - 2 : y2); c.stroke(); }
			});
		}
	}
	drawLine(c, t, xs, ys) {
		c.setLineDash(t.dashed ? [7, 3] : []);
		c.beginPath();
		let open = false;
		xs.forEach((x, i) => {
			const y = ys[i];
			if (isNaN(x) || isNaN(y)) { open = false; return; }
			if (!open) c.moveTo(x, y);
			else if (t.steps) c.lineTo(x, ys[i - 1]);
			c.lineTo(x, y);
			if (!open && isNaN(ys[i + 1]) && xs.length > 1) c.rect(x - 1, y - 1, 2, 2);
			open = true;
		});
		c.stroke();
		c.setLineDash([]);
	}
	drawArea(c, t, xs, ys, below) {
		c.beginPath();
		xs.forEach((x, i) => i ? c.lineTo(x, ys[i]) : c.moveTo(x, ys[i]));
		for (let i = xs.length - 1; i >= 0; i--) c.lineTo(xs[i], below[i]);
		c.fill();
	}
	glyph(c, kind, x, y) {
		const r = 3.5;
		c.beginPath();
		if (kind === 1) { c.moveTo(x, y - r); c.lineTo(x + r, y + r); c.lineTo(x - r, y + r); c.fill(); }
		else if (kind === 2) c.fillRect(x - r, y - r, 2 * r, 2 * r);
		else if (kind === 3) { c.lineWidth = 2; c.moveTo(x - r, y - r); c.lineTo(x + r, y + r); c.moveTo(x - r, y + r); c.lineTo(x + r, y - r); c.stroke(); }
		else { c.arc(x, y, r - 0.5, 0, 7); c.fill(); }
	}
	// tell returns what a point says.
	tell(t, i) {
		if (t.texts && t.texts[i]) return t.texts[i];
		const a = this.axisOf(t), v = t.kind === "area" ? t.y[i] - t.y2[i] : t.y[i];
		return (t.name ? t.name + "\n" : "") + textOf(this.scene.x, t.x[i]) + "\n" + textOf(a, v);
	}
	drawAt(c, ink) {
		if (!this.at) { this.tip.style.display = "none"; return; }
		const [t, i] = this.at, a = this.axisOf(t);
		let x = this.px(t.x[i]), y = this.py(a, t.y[i]);
		if (t.x2) { x = (x + this.px(t.x2[i])) / 2; y = (y + this.py(a, t.y2[i])) / 2; }
		x = isNaN(x) ? this.left : x;
		y = isNaN(y) ? this.top + this.height : y;
		c.strokeStyle = ink;
		c.lineWidth = 1.5;
		c.beginPath();
		c.arc(x, y, 6, 0, 7);
		c.stroke();
		this.tip.textContent = this.tell(t, i);
		Object.assign(this.tip.style, {display: "block", left: "0", top: "0"});
		const w = this.tip.offsetWidth, h = this.tip.offsetHeight, most = this.canvas.clientWidth;
		this.tip.style.left = Math.max(0, x + 14 + w > most ? Math.min(x, most) - 14 - w : x + 14) + "px";
		this.tip.style.top = this.canvas.offsetTop + Math.max(0, Math.min(y, this.scene.height) - h - 8) + "px";
	}
	// nearest returns the point that a place of the canvas means: what it is within, or what is near.
	nearest(x, y) {
		let best = null, least = 40 * 40;
		for (let k = this.hits.length - 1; k >= 0; k--) {
			const [t, xs, ys] = this.hits[k], a = this.axisOf(t), base = this.top + this.height;
			if (t.kind === "rects") {
				for (let i = xs.length - 1; i >= 0; i--) {
					const x2 = this.px(t.x2[i]), y2 = this.py(a, t.y2[i]), x0 = isNaN(xs[i]) ? this.left : xs[i], y0 = isNaN(ys[i]) ? base : ys[i], y3 = isNaN(y2) ? base : y2;
					if (x >= Math.min(x0, x2) - 1 && x <= Math.max(x0, x2) + 1 && y >= Math.min(y0, y3) - 1 && y <= Math.max(y0, y3) + 1) return [t, i];
				}
				continue;
			}
			for (let i = 0; i < xs.length; i++) {
				let dx = xs[i] - x, dy = ys[i] - y;
				if (t.kind === "strokes") { const y2 = this.py(a, t.y2[i]); if (y <= Math.max(ys[i], y2) && y >= Math.min(ys[i], y2)) dy = 0; }
				if (t.kind === "area") dy = y >= ys[i] && y <= this.py(a, t.y2[i]) ? 0 : NaN;
				const d = dx * dx + dy * dy;
				if (d < least) { least = d; best = [t, i]; }
			}
		}
		return best;
	}
	dragged() {
		const [x0, y0, x1, y1] = this.drag, wide = Math.abs(y1 - y0) < 15, tall = Math.abs(x1 - x0) < 15;
		return [tall ? this.left : Math.min(x0, x1), wide ? this.top : Math.min(y0, y1), tall ? this.width : Math.abs(x1 - x0), wide ? this.height : Math.abs(y1 - y0)];
	}
	zoomTo(x0, x1, y0, y1) {
		const least = 1e-7;
		if (!(x1 - x0 > least && y1 - y0 > least) || x1 - x0 > 4 || y1 - y0 > 4) return;
		this.view = [x0, x1, y0, y1];
		this.all.disabled = false;
		this.draw();
		this.say(this.summary());
	}
	zoom(by, fx, fy) {
		const [x0, x1, y0, y1] = this.view, x = x0 + fx * (x1 - x0), y = y0 + fy * (y1 - y0);
		this.zoomTo(x - (x - x0) * by, x + (x1 - x) * by, y - (y - y0) * by, y + (y1 - y) * by);
	}
	move(dx, dy) {
		const [x0, x1, y0, y1] = this.view, w = (x1 - x0) * dx, h = (y1 - y0) * dy;
		this.zoomTo(x0 + w, x1 + w, y0 + h, y1 + h);
	}
	// summary says what of each series is in view.
	summary() {
		const s = this.scene, lines = [];
		for (const [t, xs, ys] of this.hits) {
			if (t.kind !== "line" && t.kind !== "points") continue;
			const in_ = t.y.filter((v, i) => v !== null && xs[i] >= this.left && xs[i] <= this.left + this.width && ys[i] >= this.top && ys[i] <= this.top + this.height);
			if (!in_.length) continue;
			const a = this.axisOf(t), sum = in_.reduce((p, v) => p + v, 0);
			lines.push(`${t.name || "Selected"}: ${thousands(String(in_.length))} ${in_.length === 1 ? "point" : "points"}, lowest ${textOf(a, Math.min(...in_))}, mean ${textOf(a, sum / in_.length)}, highest ${textOf(a, Math.max(...in_))}.`);
		}
		const range = s.x.categories ? "" : `${textOf(s.x, valueAt(s.x, this.view[0]))} to ${textOf(s.x, valueAt(s.x, this.view[1]))}. `;
		return range + lines.slice(0, 4).join(" ") + (s.drawn < s.points ? " Of the points drawn." : "");
	}
	listen() {
		const c = this.canvas, place = e => { const r = c.getBoundingClientRect(); return [e.clientX - r.left, e.clientY - r.top]; };
		c.addEventListener("pointermove", e => {
			const [x, y] = place(e);
			if (this.drag && e.shiftKey) { this.move((this.drag[2] - x) / this.width, (y - this.drag[3]) / this.height); this.drag = [x, y, x, y]; return; }
			if (this.drag) { this.drag[2] = x; this.drag[3] = y; this.at = null; } else this.at = this.nearest(x, y);
			this.draw();
		});
		c.addEventListener("pointerleave", () => { if (!this.drag) { this.at = null; this.draw(); } });
		c.addEventListener("pointerdown", e => { if (e.button !== 0) return; const [x, y] = place(e); this.drag = [x, y, x, y]; c.setPointerCapture(e.pointerId); });
		c.addEventListener("pointercancel", () => { this.drag = null; this.draw(); });
		c.addEventListener("pointerup", e => {
			if (!this.drag) return;
			const [x0, y0, x1, y1] = this.drag, [x, y, w, h] = this.dragged();
			this.drag = null;
			if (e.shiftKey || Math.hypot(x1 - x0, y1 - y0) < 6) { this.draw(); return; }
			const [a, b, p, q] = this.view, fx = v => a + (v - this.left) / this.width * (b - a), fy = v => p + (this.top + this.height - v) / this.height * (q - p);
			this.zoomTo(Math.max(fx(x), a), Math.min(fx(x + w), b), Math.max(fy(y + h), p), Math.min(fy(y), q));
		});
		c.addEventListener("dblclick", () => this.reset());
		c.addEventListener("wheel", e => {
			if (!e.ctrlKey && !e.metaKey) return;
			e.preventDefault();
			const [x, y] = place(e);
			this.zoom(e.deltaY > 0 ? 1.25 : 0.8, (x - this.left) / this.width, (this.top + this.height - y) / this.height);
		}, {passive: false});
		c.addEventListener("keydown", e => { if (!e.ctrlKey && !e.metaKey && !e.altKey && this.key(e.key, e.shiftKey)) { e.preventDefault(); e.stopPropagation(); } });
		c.addEventListener("blur", () => { this.at = null; this.draw(); });
		new ResizeObserver(() => { if (c.clientWidth && c.clientWidth !== this.drawnWidth) { this.drawnWidth = c.clientWidth; this.draw(); } }).observe(this.box);
		matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
		new MutationObserver(() => setTimeout(() => this.draw(), 100)).observe(document.body, {attributes: true, attributeFilter: ["class", "data-jp-theme-name", "data-jp-theme-light", "data-vscode-theme-kind"]});
	}
	key(key, shift) {
		const way = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}[key];
		if (way && shift) this.move(way[0] * 0.2, way[1] * 0.2);
		else if (way) this.step(way[0], way[1]);
		else if (key === "+" || key === "=") this.zoom(0.6, ...this.middle());
		else if (key === "-") this.zoom(1 / 0.6, ...this.middle());
		else if (key === "0" || key === "Escape") this.reset();
		else return false;
		return true;
	}
	// middle is around what zooming goes: the point that is pointed at.
	middle() {
		if (!this.at) return [0.5, 0.5];
		const [t, i] = this.at, x = (this.px(t.x[i]) - this.left) / this.width, y = (this.top + this.height - this.py(this.axisOf(t), t.y[i])) / this.height;
		return [isNaN(x) ? 0.5 : x, isNaN(y) ? 0.5 : y];
	}
	// step goes to the next point in view, or to another series.
	step(along, across) {
		if (!this.hits.length) return;
		let k = this.at ? this.hits.findIndex(h => h[0] === this.at[0]) : this.hits.length - 1;
		const [t, xs, ys] = this.hits[k = (k + across + this.hits.length) % this.hits.length];
		const seen = i => t.y[i] !== null && xs[i] >= this.left - 1 && xs[i] <= this.left + this.width + 1 && ys[i] >= this.top - 1 && ys[i] <= this.top + this.height + 1 || t.x2 && t.kind !== "strokes";
		let i = this.at && !across ? this.at[1] + along : this.at ? Math.min(this.at[1], xs.length - 1) : 0;
		while (i >= 0 && i < xs.length && !seen(i)) i += along || 1;
		if (i < 0 || i >= xs.length) return;
		this.at = [t, i];
		this.draw();
		this.say(this.tell(t, i).replace(/\n/g, ", "));
	}
}
const help = "Drag to zoom, shift and drag to move, double-click to show all; or use the keys: arrows, + and −, 0.";

class Table {
	constructor(data) {
		this.data = data;
		this.order = data.rows.map((_, i) => i);
		this.box = make("div", {});
		const bar = make("div", {display: "flex", gap: "10px", alignItems: "center", margin: "4px 0", font: "13px sans-serif"});
		this.input = make("input", {font: "inherit", padding: "2px 6px", minWidth: "16em"});
		this.input.type = "search";
		this.input.placeholder = "Filter: words, -word, >1000";
		this.input.setAttribute("aria-label", "Filter rows by the words in them; a minus before a word leaves rows with it out; >1000 keeps rows with a larger number in the column that is sorted by");
		this.input.addEventListener("input", () => this.draw());
		this.input.addEventListener("keydown", e => e.stopPropagation());
		this.status = make("span", {opacity: 0.8});
		this.status.setAttribute("role", "status");
		bar.append(this.input, this.status);
		this.bar = bar;
		this.scroll = make("div", {maxHeight: "420px", overflow: "auto"});
		this.scroll.tabIndex = 0;
		this.scroll.setAttribute("role", "region");
		this.scroll.setAttribute("aria-label", "Table");
		this.table = make("table");
		this.scroll.append(this.table);
		this.box.append(bar, this.scroll);
		this.addHead();
		this.body = this.table.createTBody();
		this.draw();
	}
	addHead() {
		const row = this.table.createTHead().insertRow();
		this.heads = this.data.columns.map((col, k) => {
			const th = make("th", {padding: "2px 8px", textAlign: col.right ? "right" : "left", whiteSpace: "nowrap"});
			th.scope = "col";
			th.setAttribute("aria-sort", "none");
			const b = make("button", {font: "inherit", fontWeight: "bold", color: "inherit", background: "none", border: "0", padding: "0", cursor: "pointer"}, col.title + " ");
			b.type = "button";
			b.append(make("span", {opacity: 0.6}, "↕"));
			b.addEventListener("click", () => this.sortBy(k));
			th.append(b);
			row.append(th);
			return th;
		});
	}
	numeric(k) { return this.data.rows.every(r => r[k] === "" || !isNaN(this.value(r[k]))); }
	value(text) { return /^-?[\d,]*\.?\d*(e[+-]?\d+)?$/.test(text) && /\d/.test(text) ? Number(text.replace(/,/g, "")) : NaN; }
	// sortBy sorts by a column: up, then down, then as it came. Rows without a value are last.
	sortBy(k) {
		this.way = this.column !== k ? 1 : this.way === 1 ? -1 : 0;
		this.column = this.way ? k : undefined;
		this.order = this.data.rows.map((_, i) => i);
		if (this.way) {
			const rows = this.data.rows, numbers = this.numeric(k), words = new Intl.Collator("en", {numeric: true});
			const order = numbers ? (a, b) => this.value(a) - this.value(b) : (a, b) => words.compare(a, b);
			this.order.sort((i, j) => {
				const a = rows[i][k], b = rows[j][k];
				if (a === "" || b === "") return a === b ? i - j : a === "" ? 1 : -1;
				return this.way * order(a, b) || i - j;
			});
		}
		this.heads.forEach((th, i) => {
			th.setAttribute("aria-sort", this.column !== i ? "none" : this.way > 0 ? "ascending" : "descending");
			th.querySelector("span").textContent = this.column !== i ? "↕" : this.way > 0 ? "↑" : "↓";
		});
		this.draw();
	}
	keeps(row) {
		const text = row.join(" ").toLowerCase();
		return this.input.value.toLowerCase().split(/\s+/).every(word => {
			const limit = /^([<>])(-?[\d,.]+)$/.exec(word);
			if (word === "" || word === "-") return true;
			if (limit && this.column !== undefined) {
				const v = this.value(row[this.column]), w = Number(limit[2].replace(/,/g, ""));
				return limit[1] === "<" ? v < w : v > w;
			}
			return word[0] === "-" ? !text.includes(word.slice(1)) : text.includes(word);
		});
	}
	draw() {
		const rows = this.data.rows, kept = this.order.filter(i => this.keeps(rows[i]));
		this.body.replaceChildren(...kept.map(i => {
			const tr = document.createElement("tr");
			rows[i].forEach((text, k) => {
				const right = this.data.columns[k].right;
				tr.append(make(k < this.data.lead ? "th" : "td", {padding: "2px 8px", textAlign: right ? "right" : "left", whiteSpace: text.length < 60 ? "nowrap" : "normal", fontVariantNumeric: "tabular-nums"}, text));
			});
			return tr;
		}));
		const all = this.data.of > rows.length ? ` of the first ${thousands(String(rows.length))} of ${thousands(String(this.data.of))} rows` : ` of ${thousands(String(rows.length))} rows`;
		this.status.textContent = thousands(String(kept.length)) + all;
	}
}

// before returns the last element that selector finds before root in its cell.
const before = (root, selector) => {
	for (let e = root; e && e !== document.body && !e.matches(".jp-Cell, .cell"); e = e.parentElement)
		for (let p = e.previousElementSibling; p; p = p.previousElementSibling) {
			const found = p.matches(selector) ? [p] : p.querySelectorAll(selector);
			if (found.length) return found[found.length - 1];
		}
	return null;
};
// start replaces the picture or table before root. In Jupyter that may come later than root.
const start = (root, tries) => {
	const data = JSON.parse(root.dataset.explore), old = before(root, data.shapes ? "img" : "table");
	if (!old && tries > 0) { setTimeout(() => start(root, tries - 1), 100); return; }
	const what = data.shapes ? new Figure(data, (old && old.alt) || data.alt || data.title) : new Table(data);
	if (old) {
		const plain = data.shapes ? old.closest("figure > div") || old : old.closest("div") || old;
		plain.style.display = "none";
		const back = make("button", {font: "12px sans-serif", color: "inherit", background: "transparent", border: "1px solid currentColor", borderRadius: "4px", cursor: "pointer", padding: "1px 8px"}, data.shapes ? "Picture" : "Plain table");
		back.type = "button";
		back.setAttribute("aria-pressed", "false");
		back.addEventListener("click", () => {
			const shown = plain.style.display === "none";
			plain.style.display = shown ? "" : "none";
			(what.canvas || what.scroll).style.display = shown ? "none" : "block";
			back.setAttribute("aria-pressed", String(shown));
			if (!shown && what.draw) what.draw();
		});
		what.bar.append(back);
	}
	const figure = old && old.closest("figure");
	if (figure) figure.insertBefore(what.box, figure.querySelector("figcaption"));
	else root.append(what.box);
	if (what.canvas) what.draw();
};
const own = document.currentScript && document.currentScript.closest("[data-explore]");
for (const root of own ? [own] : document.querySelectorAll("[data-explore]")) {
	if (root.dataset.explored) continue;
	root.dataset.explored = "yes";
	try { start(root, 50); } catch (e) { console.error(e); } // the picture stays
}
})();
