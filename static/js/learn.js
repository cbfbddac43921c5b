// What a member does in a lesson: kept on this phone first, then sent, in order, each once. Without this file the
// button "Tandai selesai" still works. It also runs in the service worker, so it imports and exports nothing.

const DOOR = "/belajar/kemajuan/";
const STORES = { events: { keyPath: "n" }, marks: { keyPath: "key" }, pages: { keyPath: "url" }, courses: { keyPath: "course" } };
const BATCH = 50;
const own = new Map(); // event id → row this page made and the server has not acknowledged yet
let opening = null;
let token = "";
let stamp = 0;

function open() {
  opening ||= new Promise((resolve, reject) => {
    const request = indexedDB.open("belajar", 1);
    request.onupgradeneeded = () => {
      for (const [name, options] of Object.entries(STORES)) request.result.createObjectStore(name, options);
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => { request.result.close(); opening = null; };
      resolve(request.result);
    };
    request.onerror = () => { opening = null; reject(request.error); };
  });
  return opening;
}

// Resolves only once the row is on the disk: a tab killed afterwards loses nothing.
async function use(name, mode, work) {
  const transaction = (await open()).transaction(name, mode, { durability: mode === "readonly" ? "default" : "strict" });
  const request = work(transaction.objectStore(name));
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  return request?.result;
}

const all = (name) => use(name, "readonly", (rows) => rows.getAll());
const get = (name, key) => use(name, "readonly", (rows) => rows.get(key));
const put = (name, row) => use(name, "readwrite", (rows) => rows.put(row));
const drop = (name, keys) => use(name, "readwrite", (rows) => { for (const key of keys) rows.delete(key); });
const cacheOf = (user) => `belajar-${user}-1`;

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte, place) => ([4, 6, 8, 10].includes(place) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
}

// A row somebody is still reading is held back; when its tab was killed, the hold runs out.
const isFree = (row) => !row.hold || Date.now() - row.hold > 120000;
const isFinished = (row) => row.event.kind === "finished";
const waiting = async (user) => (await all("events")).filter((row) => row.user === user && isFree(row));

async function ask() {
  const answer = await fetch(DOOR, { headers: { Accept: "application/json" }, redirect: "error", signal: patience() });
  if (answer.status === 401) return { state: "login" };
  if (!answer.ok) return { state: "trouble" };
  const body = await answer.json();
  token = body.csrf;
  return body;
}

const patience = () => (AbortSignal.timeout ? AbortSignal.timeout(20000) : undefined);
const post = (events) => fetch(DOOR, {
  method: "POST", keepalive: true, redirect: "error", signal: patience(),
  headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify({ events }),
});

// Takes out what the server has or will never take; says what was refused.
async function settle(rows, { received = [], refused = [] }) {
  const known = new Set([...received, ...refused.map(({ id }) => id)]);
  for (const id of known) own.delete(id);
  const settled = rows.filter((row) => known.has(row.event.id));
  for (const { user, event } of settled.filter(isFinished)) {
    const key = `${user}:${event.activity}`;
    if (received.includes(event.id)) await put("marks", { ...(await get("marks", key)), key, user, activity: event.activity, state: "sent" });
    else await drop("marks", [key]);
  }
  await drop("events", settled.map((row) => row.n));
  if (settled.some(isFinished)) await owe();
  return settled.length;
}

// `user` is the account whose page asks; without one (service worker) it is whoever is logged in.
async function deliver(user) {
  const report = { state: "sent", sent: 0, refused: [] };
  let size = BATCH;
  let isFresh = false;
  for (;;) {
    if (!token || !user) {
      const who = await ask();
      if (who.state) return { ...report, state: who.state };
      user ||= who.user;
      if (who.user !== user) return { ...report, state: "other" };
      isFresh = true;
    }
    const rows = (await waiting(user)).slice(0, size);
    if (!rows.length) return report;
    const answer = await post(rows.map((row) => row.event));
    if (answer.status === 403 && !isFresh) token = "";
    else if (answer.status === 401) return { ...report, state: "login" };
    else if ([400, 413].includes(answer.status) && size > 1) size = 1;
    else if (!answer.ok && ![400, 413].includes(answer.status)) return { ...report, state: "trouble" };
    else {
      const body = answer.ok ? await answer.json() : { refused: [{ id: rows[0].event.id, why: "" }] };
      report.sent += await settle(rows, body);
      report.refused.push(...(body.refused || []));
      if (!(body.received || []).length && !(body.refused || []).length) return { ...report, state: "trouble" };
    }
  }
}

async function send(user) {
  const work = () => deliver(user).catch(() => ({ state: "waiting", sent: 0, refused: [] }));
  return navigator.locks ? navigator.locks.request("belajar-kirim", work) : work();
}

// Knots of what this phone knows as done, in lists drawn before it was.
async function tie(user) {
  const marks = (await all("marks")).filter((row) => row.user === user && row.state);
  for (const { url } of marks) {
    const knot = document.querySelector(`.lessons a[href$="${CSS.escape(url || "-")}"] .knot`);
    knot?.replaceChildren(document.getElementById("tanda-done").content.cloneNode(true));
    knot?.classList.add("done");
  }
  return marks;
}

// Outlives the storage: tells, after a browser threw it away, how many marks were lost with it. Counted anew each
// time, because the worker sends marks too and has no cookies to tell it.
async function owe() {
  if (!self.document) return;
  const marks = (await all("events")).filter(isFinished).length;
  document.cookie = `belum=${marks}; path=/; samesite=lax; max-age=${marks ? 31536000 : 0}`;
}

self.learn = { all, get, put, drop, send, waiting, cacheOf, tie, isFinished, owe };

// ---- the lesson's page ----

function readLesson(article, box) {
  const { user, version } = article.dataset;
  const activity = Number(article.dataset.activity);
  const key = `${user}:${activity}`;
  const words = box.dataset;
  const form = box.querySelector("form");
  let place = "";
  let reading = null;
  let last = Date.now();
  let pause = 5000;
  let timer = 0;
  let isStaying = true;
  token = document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";

  const note = (kind) => ({ n: (stamp = Math.max(Date.now(), stamp + 0.01)), user, hold: 0, event: { id: newId(), activity, kind, position: place, seconds: 0, at: new Date().toISOString(), version } });
  const mark = async (more) => put("marks", { ...(await get("marks", key)), key, user, activity, url: location.pathname, ...more });

  const keep = (row) => {
    own.set(row.event.id, row);
    return put("events", row);
  };

  function show(name, why = "") {
    const icon = document.getElementById(`tanda-${name}`) || document.getElementById("tanda-bad");
    const line = box.querySelector("[data-state]");
    line.className = `status ${{ sent: "good", waiting: "warn" }[name] || "bad"}`;
    line.replaceChildren(icon.content.cloneNode(true), ` ${why || words[name]}`);
    line.hidden = false;
    box.querySelector("[data-login]").hidden = name !== "login";
    const isDone = ["sent", "waiting", "login"].includes(name);
    if (form) form.hidden = isDone;
    box.querySelector("[data-next]").hidden = !isDone;
  }

  function tick() {
    const now = Date.now();
    const gap = now - last;
    last = now;
    if (document.hidden || gap > 60000 || gap < 0) return;
    reading ||= { ...note("read"), time: 0 };
    reading.time += gap;
    reading.event.seconds = Math.round(reading.time / 1000);
    reading.event.position = place;
    reading.event.at = new Date(now).toISOString();
  }

  async function rest(isOver) {
    const row = reading;
    if (!row?.event.seconds) return;
    const isFull = isOver || row.event.seconds > 1800;
    if (isFull) reading = null;
    row.hold = isFull ? 0 : Date.now();
    await keep(row).catch(() => {});
  }

  function later(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(() => deliverNow(), milliseconds);
  }

  async function deliverNow() {
    const report = await send(user);
    const known = await get("marks", key).catch(() => null);
    const refusal = report.refused.find(({ why }) => why);
    if (refusal) show("refused", refusal.why);
    else if (known?.state && report.state === "sent") show("sent");
    else if (known?.state === "waiting") show(report.state === "trouble" ? "waiting" : report.state);
    if (["waiting", "trouble"].includes(report.state)) later(pause = Math.min(pause * 2, 300000));
    else pause = 5000;
    return report;
  }

  async function finish(event) {
    event.preventDefault();
    form.querySelector("button").disabled = true;
    tick();
    try {
      await rest(true);
      await mark({ state: "waiting" });
      await keep(note("finished"));
      await owe();
    } catch {
      return form.submit(); // no room or no IndexedDB: the way without this file
    }
    show("waiting");
    (await navigator.serviceWorker?.getRegistration())?.sync?.register("kirim").catch(() => {});
    if (navigator.onLine === false) return;
    const answered = deliverNow().finally(owe);
    const report = await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, 6000, {}))]);
    if (report.state === "trouble") return form.submit(); // a line, but no answer of use: the way without this file
    if (report.state === "sent" && !report.refused.length) {
      isStaying = false;
      location.assign(box.querySelector("[data-next]").href);
    }
    form.querySelector("button").disabled = false;
  }

  // The page may be gone before an answer comes; what was not acknowledged is sent again, and counts once.
  function leave() {
    tick();
    rest(true);
    const rows = [...own.values()];
    if (isStaying && token && rows.length && navigator.onLine !== false) {
      post(rows.map((row) => row.event)).then(async (answer) => answer.ok && settle(rows, await answer.json())).catch(() => {});
    }
  }

  function watch() {
    const headings = [...article.querySelectorAll("[id^='b-']")];
    const parts = headings.length ? headings : [...article.querySelectorAll("h2, h3")];
    parts.forEach((part, number) => { part.id ||= `bagian-${number + 1}`; });
    if (!self.IntersectionObserver) return;
    const observer = new IntersectionObserver((seen) => {
      for (const { isIntersecting, target } of seen) if (isIntersecting) place = target.id;
    });
    for (const part of parts) observer.observe(part);
  }

  async function recall() {
    const marks = await tie(user);
    const known = marks.find((row) => row.key === key);
    if (known && form) show(known.state);
    else if (known?.state === "sent") await drop("marks", [key]); // the page itself says so by now
    const page = await get("pages", location.pathname);
    const stored = article.querySelector("[data-stored]");
    if (page?.user === user && stored) {
      stored.textContent = page.version === version ? words.stored : words.renewed;
      if (page.version !== version) await renew(page);
    }
    return known;
  }

  // A stored lesson that changed: the worker has put its page away, here come its pictures.
  async function renew(page) {
    const cache = await caches.open(cacheOf(user));
    const pictures = [...article.querySelectorAll("img")].map((picture) => picture.currentSrc).filter(Boolean);
    await Promise.all(pictures.map((picture) => cache.add(picture).catch(() => {})));
    await Promise.all((page.pictures || []).filter((old) => !pictures.includes(old)).map((old) => cache.delete(old)));
    await put("pages", { ...page, version, pictures });
  }

  form?.addEventListener("submit", finish);
  setInterval(() => { tick(); rest(false); }, 15000);
  addEventListener("online", () => later(0));
  addEventListener("pageshow", () => { isStaying = true; });
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link) isStaying = !(link.origin === location.origin && link.pathname.startsWith("/kursus/"));
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) leave();
    else last = Date.now();
  });
  addEventListener("pagehide", leave);
  keep(note("opened")).catch(() => {});
  watch();
  recall().catch(() => {});
  waiting(user) // the page itself first: the line is thin
    .then((rows) => later(rows.some((row) => !own.has(row.event.id)) ? 2500 : 8000))
    .catch(() => {});
}

if (self.document) {
  const article = document.querySelector("article[data-activity]");
  const box = document.querySelector("[data-finish]");
  if (article?.dataset.user && box) readLesson(article, box);
}
