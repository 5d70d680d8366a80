// The map as an image: what is shown, with its title, its filters, its legend in numbers and its source. Everything is
// read from the page, so that the image says what the page says.
//
// Not part of the bundle: the map loads this module when somebody first asks for an image (`grid/explorer/keep.rs`), and
// nobody else pays for it. It saves at once and from then on hears the button itself.

/** Dots of the image to a pixel of the page. */
const FINE = 2;
const MARGIN = 24;
/** Narrower maps get room for their legend. */
const LEAST = 640;
const RAMP = 320;

const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const words = (element) => element.textContent.replaceAll(/\s+/g, " ").trim();
const style = (element, name) => getComputedStyle(element).getPropertyValue(name).trim();
/** What the map consists of, as Leaflet names it; in which order they lie is said by the style sheet. */
const PANES = ["ground", "tile", "overlay", "borders", "names"];
const isShown = (element) => !element.closest("[hidden]") && style(element, "visibility") !== "hidden";

class Sheet {
	constructor() {
		this.host = find(".map-host");
		this.around = this.host.getBoundingClientRect();
		this.wide = Math.max(this.around.width, LEAST) + 2 * MARGIN;
		this.canvas = document.createElement("canvas");
		this.context = this.canvas.getContext("2d");
		const card = find(".map-card");
		this.family = style(card, "font-family");
		[this.ink, this.muted, this.ground, this.brand, this.late, this.sun] = [
			"--ink",
			"--muted",
			"--card",
			"--brand",
			"--late",
			"--sun-core",
		].map((name) => style(card, name));
		this.isDrawn = false;
		/** Tiles of another site were there, which the browser lets nobody draw. */
		this.leftOut = false;
	}

	/** Lays everything twice: to see how high it becomes, and to draw. */
	draw() {
		const high = this.lay();
		this.canvas.width = this.wide * FINE;
		this.canvas.height = high * FINE;
		this.context.scale(FINE, FINE);
		this.isDrawn = true;
		this.fill(this.ground, 0, 0, this.wide, high);
		this.lay();
	}

	/** Gives where it ends. */
	lay() {
		let y = this.text(words(find("h1")), MARGIN, MARGIN, 22, this.ink) + 4;
		y = this.text(words(find(".map-said")), MARGIN, y, 14, this.muted) + 8;
		y = this.map(y) + 4;
		// Whose map it is and under which number it was approved, at the lower left as on the page.
		const credit = find(".map-attribution");
		if (credit) y = this.text(words(credit), MARGIN, y, 12, this.muted);
		y += 8;
		for (const legend of all(".map-side .legend, .map-side .legend-heat").filter(isShown)) y = this.legend(legend, y);
		y = this.flow(all(".map-marks li").filter(isShown), y, (entry, at) => this.mark(find("i", entry), at)) + 6;
		return this.text(words(find(".map-source")), MARGIN, y, 12, this.muted) + MARGIN / 2;
	}

	fill(colour, x, y, wide, high) {
		if (!this.isDrawn) return;
		this.context.fillStyle = colour;
		this.context.fillRect(x, y, wide, high);
	}

	/** A circle with a rim. */
	dot([x, y], radius, fill, rim, width = 2) {
		if (!this.isDrawn) return;
		const { context } = this;
		context.beginPath();
		context.arc(x, y, radius, 0, 2 * Math.PI);
		context.fillStyle = fill;
		context.fill();
		if (!rim) return;
		context.strokeStyle = rim;
		context.lineWidth = width;
		context.stroke();
	}

	width(text, size, weight = 400) {
		this.context.font = `${weight} ${size}px ${this.family}`;
		return this.context.measureText(text).width;
	}

	/** Text from a place on, in as many lines as it needs; gives where the next one begins. */
	text(text, x, y, size, colour) {
		const weight = size > 20 ? 600 : 400;
		const lines = [];
		let line = "";
		for (const letter of text) {
			line += letter;
			if (this.width(line, size, weight) <= this.wide - MARGIN - x) continue;
			// Between words where there are any, else between characters.
			const space = line.lastIndexOf(" ") + 1;
			const end = space > line.length / 2 ? space : line.length - letter.length;
			lines.push(line.slice(0, end));
			line = line.slice(end);
		}
		if (line) lines.push(line);
		for (const one of lines) {
			if (this.isDrawn) {
				this.context.font = `${weight} ${size}px ${this.family}`;
				this.context.fillStyle = colour;
				this.context.fillText(one, x, y + size);
			}
			y += size * 1.45;
		}
		return y;
	}

	/** Entries side by side, each with what `draw` puts before it; gives where they end. */
	flow(entries, y, draw) {
		let x = MARGIN;
		for (const entry of entries) {
			const text = words(entry);
			const wide = 46 + this.width(text, 13);
			if (x > MARGIN && x + wide > this.wide - MARGIN) [x, y] = [MARGIN, y + 22];
			draw(entry, [x + 11, y + 9]);
			this.text(text, x + 28, y, 13, this.ink);
			x += wide;
		}
		return y + (entries.length > 0 ? 24 : 0);
	}

	legend(legend, y) {
		for (const title of all(".legend-title, .legend-said", legend)) {
			y = this.text(words(title), MARGIN, y, 13, this.ink) + 2;
		}
		if (find(".heat-ramp", legend)) return this.ramp(legend, y);
		return this.flow(all("li:not([hidden])", legend), y, (entry, [x, y]) => {
			this.fill(this.muted, x - 11, y - 7, 22, 14);
			this.fill(style(find("i", entry), "background-color"), x - 10.5, y - 6.5, 21, 13);
		});
	}

	/** The colours of density over their numbers. */
	ramp(legend, y) {
		const colours = [1, 2, 3, 4, 5, 6].map((step) => style(legend, `--heat-${step}`));
		const gradient = this.context.createLinearGradient(MARGIN, 0, MARGIN + RAMP, 0);
		colours.forEach((colour, at) => gradient.addColorStop(at / 5, colour));
		this.fill(gradient, MARGIN, y + 2, RAMP, 12);
		// Thin places let the ground shine through, as on the map.
		const veil = this.context.createLinearGradient(MARGIN, 0, MARGIN + RAMP * 0.25, 0);
		veil.addColorStop(0, this.ground);
		veil.addColorStop(1, this.ground + (this.ground.length > 4 ? "00" : "0"));
		this.fill(veil, MARGIN, y + 2, RAMP * 0.25, 12);
		const ticks = all("ol li", legend).map(words);
		ticks.forEach((tick, at) => {
			const part = at / (ticks.length - 1);
			this.text(tick, MARGIN + RAMP * part - this.width(tick, 12) * part, y + 15, 12, this.ink);
		});
		return y + 42;
	}

	/** A mark of the style sheet, around a place. */
	mark(mark, at) {
		const is = (kind) => mark.className.includes(kind);
		if (is("map-station") || is("mark-station")) {
			this.dot(at, 7.5, this.ground, this.brand);
			this.dot(at, 3, this.sun);
		} else if (is("map-post") || is("mark-post")) {
			this.dot(at, 4.5, this.ground, this.brand, 2.5);
		} else if (is("stack")) {
			this.boxed(mark, at, is("mark-") ? 8 : 13);
		} else if (is("late")) {
			this.dot(at, 8, this.ground, this.late);
			this.dot(at, 4.5, this.late);
		} else if (is("mark-closed") || is("is-over")) {
			this.dot(at, 5, this.ground, this.muted);
		} else if (is("mark-cluster")) {
			this.dot(at, 6.5, this.brand, this.late);
		} else if (is("mark-open") || is("is-open")) {
			this.dot(at, 6, this.brand, this.ground);
		} else {
			this.boxed(mark, at, 7);
		}
	}

	/** A square in its own colours, with what is written in it. */
	boxed(mark, [x, y], half) {
		this.fill(style(mark, "border-top-color"), x - half, y - half, 2 * half, 2 * half);
		this.fill(style(mark, "background-color"), x - half + 2, y - half + 2, 2 * half - 4, 2 * half - 4);
		this.centred(words(mark), [x, y], style(mark, "color"));
	}

	centred(text, [x, y], colour) {
		if (!this.isDrawn || !text) return;
		const wide = this.width(text, 12, 600);
		this.context.fillStyle = colour;
		this.context.fillText(text, x - wide / 2, y + 4.5);
	}

	/** A picture or a canvas, if there is anything in it yet. */
	layOn(shown, box) {
		// A tile that failed is complete, and has no width of its own.
		if ((shown.complete ?? true) && (shown.naturalWidth ?? shown.width) > 0 && shown.height > 0) this.context.drawImage(shown, ...box);
	}

	/** What the map shows, where it shows it; gives where it ends. */
	map(y) {
		const { context, around } = this;
		const place = (element) => {
			const box = element.getBoundingClientRect();
			return [MARGIN + box.left - around.left, y + box.top - around.top, box.width, box.height];
		};
		if (this.isDrawn) {
			context.save();
			context.beginPath();
			context.rect(MARGIN, y, around.width, around.height);
			context.clip();
			const depth = (pane) => Number(style(pane, "z-index"));
			const panes = PANES.map((name) => find(`.leaflet-${name}-pane`, this.host)).filter((pane) => pane && isShown(pane));
			for (const pane of panes.sort((a, b) => depth(a) - depth(b))) {
				context.globalAlpha = Number(style(pane, "opacity"));
				for (const shown of all("img, canvas", pane)) {
					const isForeign = shown.src && !shown.src.startsWith(location.origin) && shown.crossOrigin === null;
					if (isForeign) this.leftOut = true;
					else this.layOn(shown, place(shown));
				}
			}
			context.globalAlpha = 1;
			for (const mark of all(".leaflet-marker-pane > *", this.host)) {
				const [x, y, wide, high] = place(mark);
				const middle = [x + wide / 2, y + high / 2];
				if (mark.classList.contains("cluster-count")) this.centred(words(mark), middle, this.ground);
				else this.mark(mark, middle);
				const name = find("span", mark);
				if (!name) continue;
				const [left, top, ...size] = place(name);
				this.fill(this.ground, left, top, ...size);
				this.text(words(name), left + 3, top, 12, this.ink);
			}
			// Marks of the layers lie over everything.
			for (const marks of all(".map-overlay", this.host).filter(isShown)) this.layOn(marks, place(marks));
			context.restore();
			context.strokeStyle = this.muted;
			context.lineWidth = 0.5;
			context.strokeRect(MARGIN, y, around.width, around.height);
		}
		return y + around.height;
	}
}

async function save() {
	const { name, failed, without } = button.dataset;
	try {
		// The map may have moved since the page was drawn.
		find(".map-address").textContent = location.href;
		const sheet = new Sheet();
		sheet.draw();
		const blob = await new Promise((done) => sheet.canvas.toBlob(done, "image/png"));
		const link = document.createElement("a");
		link.href = URL.createObjectURL(blob);
		link.download = `${name}-${new Date().toISOString().slice(0, 10)}.png`;
		link.click();
		URL.revokeObjectURL(link.href);
		say(sheet.leftOut ? without : "");
	} catch {
		// A browser out of memory, or one that lets no canvas be read.
		say(failed);
	}
}

function say(text) {
	find(".map-status").textContent = text;
}

const button = find("[data-keep=image]");
button.addEventListener("click", save);
await save();
