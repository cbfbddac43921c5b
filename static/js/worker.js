// Looks after stored pages. It stores nothing by itself but the parts every page needs; offline.js stores lessons when a
// member asks for them. Runs after learn.js, with `settings` from /sw.js.

const { fallback, parts, version } = self.settings;
const SHELL = `kerangka-${version}`;
const PATIENCE = 4000;
const UNKNOWN = "siapa"; // this cache is there while somebody has logged in and no page has told yet who it is
const ENTRY = /^\/(masuk|daftar)\//;
const NEVER = /^\/(cms|akun|masuk|keluar|daftar|kuis|sertifikat|verifikasi|dokumen|media\/documents)\//;

addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(SHELL);
    await Promise.all([...parts, fallback].map((url) => cache.add(new Request(url, { cache: url === fallback ? "no-cache" : "default" }))));
    await skipWaiting();
  })());
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("kerangka-") && name !== SHELL) await caches.delete(name);
    await clients.claim();
  })());
});

addEventListener("sync", (event) => {
  if (event.tag !== "kirim") return;
  event.waitUntil(learn.send().then((report) => { if (["waiting", "trouble"].includes(report.state)) throw new Error("no line yet"); }));
});

const accountCaches = async () => (await caches.keys()).filter((name) => name.startsWith("belajar-"));

async function stored(request) {
  for (const name of [...(await accountCaches()), SHELL]) {
    const found = await caches.match(request, { ignoreVary: true, cacheName: name }); // open() would make it anew
    if (found) return found;
  }
  return undefined;
}

// After an update, a page stored earlier asks for a file by its former name: the newer one serves.
async function newer(url) {
  const plain = (path) => path.replace(/\.[0-9a-f]{12}(?=\.\w+$)/, "");
  const wanted = parts.find((part) => plain(part) === plain(url.pathname));
  return wanted && stored(wanted);
}

async function answerFile(request, url) {
  return (await stored(request)) || fetch(request).catch(async (error) => {
    const found = await newer(url);
    if (found) return found;
    throw error;
  });
}

// Another account logged in: what the one before stored is not for these eyes. What is unsent stays, for its owner.
async function forgetOthers(owner) {
  const strangers = (await accountCaches()).filter((name) => name !== learn.cacheOf(owner));
  if (!strangers.length) return;
  for (const name of strangers) await caches.delete(name);
  for (const [store, key] of [["pages", "url"], ["courses", "course"], ["marks", "key"]]) {
    const rows = (await learn.all(store)).filter((row) => row.user !== owner && !(row.state === "waiting"));
    await learn.drop(store, rows.map((row) => row[key]));
  }
}

async function fetchPage(request, url) {
  const response = await fetch(request);
  const owner = response.headers.get("Account-Key");
  if (!owner) return response;
  await forgetOthers(owner);
  await caches.delete(UNKNOWN);
  if (!response.ok || response.redirected || url.search) return response;
  const name = learn.cacheOf(owner);
  if (!(await caches.has(name))) return response;
  const cache = await caches.open(name);
  if (await cache.match(url.pathname, { ignoreVary: true })) await cache.put(url.pathname, response.clone());
  return response;
}

async function answerPage(event, url) {
  const fetched = fetchPage(event.request, url);
  event.waitUntil(fetched.catch(() => {}));
  const isHidden = NEVER.test(url.pathname) || (await caches.has(UNKNOWN));
  const found = isHidden ? undefined : await stored(url.pathname);
  try {
    if (!found) return await fetched;
    const late = new Promise((_resolve, reject) => { setTimeout(reject, PATIENCE); });
    return await Promise.race([fetched, late]);
  } catch {
    return found || stored(fallback);
  }
}

// Until the next page names the account, no stored page is shown: it may belong to the one before.
async function enter(request) {
  await caches.open(UNKNOWN);
  return fetch(request).catch(async () => {
    await caches.delete(UNKNOWN); // never arrived
    return stored(fallback);
  });
}

addEventListener("fetch", (event) => {
  const { method, mode, url: address } = event.request;
  const url = new URL(address);
  if (url.origin !== location.origin) return;
  if (method === "POST" && mode === "navigate" && ENTRY.test(url.pathname)) event.respondWith(enter(event.request));
  if (method !== "GET") return;
  if (mode === "navigate") event.respondWith(answerPage(event, url));
  else if (/^\/(static|media\/images)\//.test(url.pathname)) event.respondWith(answerFile(event.request, url));
});
