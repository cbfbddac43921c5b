// Stores lessons of a course on this phone when somebody asks for it, and shows what is there. Needs learn.js before it.

const { all, get, put, drop, send, waiting, cacheOf, tie, isFinished, owe } = self.learn;
const words = document.getElementById("kata-luring")?.dataset || {};
const clone = (id) => document.getElementById(id).content.cloneNode(true);
const say = (text, numbers = {}) => Object.entries(numbers).reduce((line, [key, value]) => line.replace(`{${key}}`, value), text);
const ownPages = async (user, course) => (await all("pages")).filter((page) => page.user === user && page.course === course);
const sum = (rows) => rows.reduce((bytes, row) => bytes + row.bytes, 0);
const describe = (rows) => say(words.size, { n: rows.length, size: size(sum(rows)) });

function size(bytes) {
  const kilobytes = Math.max(1, Math.round(bytes / 1024));
  return kilobytes < 1024 ? `${kilobytes} KB` : `${(kilobytes / 1024).toFixed(1).replace(".", ",")} MB`;
}

// ---- what the browser may have thrown away: a cookie outlives the storage ----

const cookie = (name) => Number(document.cookie.match(`(?:^|; )${name}=(\\d+)`)?.[1] || 0);

async function remember() {
  const count = (await all("pages")).length;
  document.cookie = `luring=${count}; path=/; samesite=lax; max-age=${count ? 31536000 : 0}`;
}

async function lost() {
  if ((await all("pages")).length || !cookie("luring")) return "";
  const marks = cookie("belum");
  const unsent = (await all("events")).length;
  await remember();
  document.cookie = "belum=0; path=/; max-age=0";
  return marks && !unsent ? `${words.lost} ${say(words.lostMarks, { n: marks })}` : words.lost;
}

// ---- storing ----

class Stop extends Error {}

async function listing(address) {
  let answer;
  try {
    answer = await fetch(address, { headers: { Accept: "application/json" } });
  } catch {
    throw new Stop(words.noLine);
  }
  if (answer.status === 401) throw new Stop(words.login);
  if (answer.status === 404) throw new Stop(words.gone);
  if (!answer.ok) throw new Stop(words.noLine);
  return answer.json();
}

// Lets the browser choose the rendition it would show; what it shows is what is kept.
async function pictures(html) {
  const found = new DOMParser().parseFromString(html, "text/html").querySelectorAll("article picture, article img:not(picture img)");
  const addresses = [];
  for (const node of found) {
    const copy = document.importNode(node, true);
    const picture = copy.matches("img") ? copy : copy.querySelector("img");
    picture.loading = "eager";
    await picture.decode().catch(() => {});
    if (picture.currentSrc) addresses.push(new URL(picture.currentSrc).pathname);
  }
  return addresses;
}

async function storePage(cache, url, user) {
  const response = await fetch(url, { cache: "no-cache" });
  if (!response.ok || response.redirected) throw new Stop(words.broken);
  if (response.headers.get("Account-Key") !== user) throw new Stop(words.login);
  const html = await response.clone().text();
  await cache.put(url, response);
  return html;
}

async function storeLesson(cache, lesson, known, course, user) {
  const html = await storePage(cache, lesson.url, user);
  const drawn = await pictures(html);
  for (const address of drawn) if (!(await cache.match(address))) await cache.add(address);
  for (const old of known?.pictures || []) if (!drawn.includes(old)) await cache.delete(old);
  await put("pages", { ...lesson, user, course, pictures: drawn });
}

async function store(list, lessons, user, tell) {
  const cache = await caches.open(cacheOf(user));
  const known = await get("courses", list.course);
  const modules = new Set([...(known?.modules || []), ...lessons.map((lesson) => lesson.module)]);
  let count = 0;
  try {
    await navigator.serviceWorker.register("/sw.js");
    navigator.storage?.persist?.().catch(() => {});
    if (known && known.url !== list.pages[0]) await cache.delete(known.url, { ignoreVary: true });
    await put("courses", { course: list.course, user, title: list.title, url: list.pages[0], closed: list.closed, modules: [...modules], address: words.address });
    for (const url of list.pages) await storePage(cache, url, user);
    for (const lesson of lessons) {
      tell(say(words.saving, { n: count + 1, m: lessons.length }), count / lessons.length);
      const page = await get("pages", lesson.url);
      const isThere = page?.user === user && page.version === lesson.version && (await cache.match(lesson.url, { ignoreVary: true }));
      const row = { ...lesson, order: list.lessons.indexOf(lesson) };
      if (!isThere) await storeLesson(cache, row, page, list.course, user);
      count += 1;
    }
  } catch (error) {
    if (error.name === "QuotaExceededError") throw new Stop(words.full);
    throw new Stop(say(error instanceof Stop ? error.message : words.broken, { n: count, m: lessons.length }));
  } finally {
    await remember();
  }
}

async function forget(cache, pages) {
  for (const page of pages) for (const address of [page.url, ...(page.pictures || [])]) await cache.delete(address, { ignoreVary: true });
  await drop("pages", pages.map((page) => page.url));
}

async function remove(course, user) {
  const cache = await caches.open(cacheOf(user));
  const row = await get("courses", course);
  await forget(cache, await ownPages(user, course));
  if (row) await cache.delete(row.url, { ignoreVary: true });
  await drop("courses", [course]);
  if (!(await all("courses")).length) await caches.delete(cacheOf(user));
  await remember();
}

// What the site has today of what is stored: changed or added lessons of the stored modules, and those taken away.
function compare(list, pages, modules) {
  const stored = new Map(pages.map((page) => [page.url, page]));
  const wanted = list.lessons.filter((lesson) => modules.includes(lesson.module));
  const urls = new Set(list.lessons.map((lesson) => lesson.url));
  return {
    wanted,
    changed: wanted.filter((lesson) => stored.get(lesson.url)?.version !== lesson.version),
    gone: pages.filter((page) => !urls.has(page.url)),
  };
}

// ---- the box on a course's page ----

async function showCourse(box) {
  const { user } = box.dataset;
  const course = Number(box.dataset.course);
  const find = (name) => box.querySelector(`[data-${name}]`);
  const line = find("line");
  const bar = box.querySelector("progress");
  words.address = box.dataset.offline;

  function tell(text, tone = "info", share = null) {
    line.className = `status ${tone}`;
    line.replaceChildren(clone(tone === "good" ? "tanda-phone" : tone === "info" ? "tanda-info" : "tanda-bad"), ` ${text}`);
    bar.hidden = share === null;
    bar.value = share ?? 0;
  }

  const offer = (names) => { for (const button of box.querySelectorAll("[data-do]")) button.hidden = !names.includes(button.dataset.do); };

  async function paint() {
    const pages = await ownPages(user, course);
    find("choices").replaceChildren();
    if (!pages.length) {
      const news = await lost();
      tell(news || words.none, news ? "warn" : "info");
      return offer(["look"]);
    }
    tell(say(words.saved, { what: describe(pages) }), "good");
    offer(["look", "remove"]);
    if (navigator.onLine !== false) await check(pages).catch(() => {});
  }

  async function check(pages) {
    const { modules } = await get("courses", course);
    const { changed, gone } = compare(await listing(words.address), pages, modules);
    if (!changed.length && !gone.length) return;
    tell(say(words.old, { n: changed.length + gone.length }), "warn");
    offer(["refresh", "look", "remove"]);
  }

  async function run(list, lessons) {
    offer([]);
    find("choices").replaceChildren();
    try {
      await store(list, lessons, user, (text, share) => tell(text, "info", share));
      await paint();
    } catch (error) {
      tell(error.message, "warn");
      offer(["look", ...((await ownPages(user, course)).length ? ["refresh", "remove"] : [])]);
    }
  }

  function choice(list, title, lessons) {
    const item = clone("pilihan-luring");
    item.querySelector("b").textContent = title;
    item.querySelector("small").textContent = describe(lessons);
    const button = item.querySelector("button");
    button.setAttribute("aria-label", `${button.textContent.trim()}: ${title}`);
    button.addEventListener("click", () => run(list, lessons));
    return item;
  }

  const acts = {
    async look() {
      tell(words.asking);
      const list = await listing(words.address);
      const shared = sum(list.files);
      const modules = list.modules.map((module) => [module.title, list.lessons.filter((lesson) => lesson.module === module.pk)]);
      const rows = [[words.whole, list.lessons], ...(modules.length > 1 ? modules : [])].filter(([, lessons]) => lessons.length);
      find("choices").replaceChildren(...rows.map(([title, lessons]) => choice(list, title, lessons)));
      tell(`${say(words.choose, { size: size(shared) })} ${list.locked ? say(words.locked, { n: list.locked }) : ""}`);
      offer(["cancel"]);
      find("choices").querySelector("button")?.focus();
    },
    cancel: paint,
    async refresh() {
      const list = await listing(words.address);
      const { modules } = await get("courses", course);
      const { wanted, gone } = compare(list, await ownPages(user, course), modules);
      await forget(await caches.open(cacheOf(user)), gone);
      await run(list, wanted);
    },
    async remove() {
      await remove(course, user);
      await paint();
    },
  };
  box.addEventListener("click", (event) => {
    const act = acts[event.target.closest("[data-do]")?.dataset.do];
    act?.().catch((error) => { tell(error instanceof Stop ? error.message : words.noLine, "warn"); offer(["look"]); });
  });
  box.hidden = false;
  if (!("serviceWorker" in navigator) || !("caches" in self)) {
    tell(words.unable, "warn");
    return offer([]);
  }
  await paint();
  await tie(user);
  if ((await waiting(user)).length) await send(user);
  await owe();
}

// ---- the page of what is on this phone; also what is seen when a page cannot be fetched ----

async function showDevice(box) {
  const find = (name) => box.querySelector(`[data-${name}]`);
  const courses = await all("courses");
  const pages = await all("pages");
  const events = await all("events");
  const marks = new Map((await all("marks")).filter((row) => row.state).map((row) => [row.url, row.state]));
  const owner = (courses[0] || events[0])?.user;

  function drawLesson(page) {
    const item = clone("baris-pelajaran");
    const link = item.querySelector("a");
    const state = marks.get(page.url) || (page.is_done && "sent");
    link.href = page.url;
    link.querySelector("[data-title]").textContent = page.title;
    link.querySelector("small").textContent = size(page.bytes);
    if (state) {
      link.querySelector(".knot").replaceChildren(clone("tanda-done"));
      link.querySelector(".knot").classList.add("done");
    }
    if (state === "waiting") link.querySelector("small").textContent = words.unsentOne;
    return item;
  }

  function drawCourse(row) {
    const item = clone("baris-kursus");
    const own = pages.filter((page) => page.course === row.course).sort((one, other) => one.order - other.order);
    item.querySelector("h3 a").textContent = row.title;
    item.querySelector("h3 a").href = row.url;
    item.querySelector("[data-size]").textContent = describe(own);
    item.querySelector("ol").replaceChildren(...own.map(drawLesson));
    item.querySelector("button").addEventListener("click", async () => { await remove(row.course, row.user); location.reload(); });
    return item;
  }

  const marksWaiting = events.filter(isFinished).length;
  const news = await lost();
  await owe();
  find("list").replaceChildren(...courses.map(drawCourse));
  find("empty").hidden = courses.length > 0;
  find("all").hidden = !courses.length;
  find("lost").hidden = !news;
  find("lost-text").textContent = news;
  find("total").textContent = courses.length ? describe(pages) : "";
  find("unsent").textContent = marksWaiting ? say(words.unsent, { n: marksWaiting }) : words.nothing;
  find("unsent").className = `status ${marksWaiting ? "warn" : "good"}`;
  find("send").hidden = !marksWaiting;
  explain(box, courses);

  find("send").addEventListener("click", async () => {
    const report = await send(owner);
    find("answer").textContent = words[{ sent: "sent", login: "loginSend", other: "otherSend" }[report.state] || "noLine"];
    if (report.state === "sent") setTimeout(() => location.reload(), 1500);
  });
  find("all").addEventListener("click", async () => {
    for (const row of await all("courses")) await remove(row.course, row.user);
    location.reload();
  });
}

// Why this page is seen instead of the one that was asked for.
function explain(box, courses) {
  const closed = courses.flatMap((row) => row.closed).find(({ url }) => url === location.pathname);
  const isPaper = location.pathname.startsWith("/kuis/");
  const reason = box.querySelector("[data-reason]");
  if (!reason || [words.fallback, words.home].includes(location.pathname)) return;
  reason.textContent = closed || isPaper ? say(words.needsLine, { title: closed?.title || words.quiz }) : words.notStored;
  reason.hidden = false;
}

const box = document.querySelector("[data-offline]");
const device = document.querySelector("[data-device]");
if (box) showCourse(box).catch(() => { box.hidden = true; });
if (device) showDevice(device);
