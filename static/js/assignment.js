// An assignment on a bad line: the text and the files stay on this phone until they are handed in. Photographs are
// drawn smaller first; files go up in pieces (tus 1.0) and go on where they stopped, also after the page was closed.
// Without this file the same form sends everything at once.

const form = document.querySelector("form[data-tugas]");
const PIECE = 131072;
const SIDE = 1600;
const prefix = "tugas-";

function base() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("tugas", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("berkas", { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function shelf(work) {
  try {
    const store = (await base()).transaction("berkas", "readwrite").objectStore("berkas");
    return await new Promise((resolve, reject) => {
      const request = work(store);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } catch {
    return undefined; // no storage on this phone: the files live as long as the page
  }
}

function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}

function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

async function shrink(file) {
  if (!file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const draw = (type) => new Promise((resolve) => { canvas.toBlob(resolve, type, 0.8); });
    const small = await draw("image/webp");
    return small?.type === "image/webp" ? small : (await draw("image/jpeg")) || file;
  } catch {
    return file; // not a picture this browser can read: the server looks at it
  }
}

function start() {
  const words = form.dataset;
  const key = prefix + words.tugas;
  const text = form.elements.text;
  const chooser = form.elements.files;
  const list = form.querySelector("[data-daftar]");
  const status = form.querySelector("[data-status]");
  const entries = new Map();
  let isWanted = false;
  let isBusy = false;

  const say = (message) => { status.textContent = message; };
  const send = (address, method, headers, body) => fetch(address, {
    method,
    body,
    headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, ...headers },
  });

  function show(entry, message, share) {
    entry.state.textContent = ` ${message}`;
    entry.bar.hidden = share === undefined;
    entry.bar.value = share || 0;
  }

  function enlist(entry) {
    const item = document.createElement("li");
    const remove = document.createElement("button");
    entry.state = document.createElement("span");
    entry.bar = document.createElement("progress");
    entry.state.className = "small soft";
    remove.type = "button";
    remove.className = "button quiet";
    remove.textContent = `${words.textRemove} ${entry.name}`;
    remove.addEventListener("click", () => drop(entry));
    item.append(entry.name, entry.state, entry.bar, remove);
    entry.item = item;
    entries.set(entry.id, entry);
    list.append(item);
    list.hidden = false;
  }

  async function drop(entry) {
    entry.isGone = true;
    entry.item.remove();
    entries.delete(entry.id);
    await shelf((store) => store.delete(entry.id));
    if (entry.address) send(entry.address, "DELETE").catch(() => {});
  }

  async function add(file) {
    const entry = { id: newKey(), key, name: file.name };
    enlist(entry);
    show(entry, words.textShrinking);
    entry.blob = await shrink(file);
    await shelf((store) => store.put({ id: entry.id, key, name: entry.name, blob: entry.blob }));
    upload(entry);
  }

  async function begin(entry) {
    const encode = (value) => btoa(String.fromCharCode(...new TextEncoder().encode(value)));
    const answer = await send(words.berkas, "POST", {
      "Upload-Length": entry.blob.size,
      "Upload-Metadata": `filename ${encode(entry.name)},id ${encode(entry.id)}`,
    });
    if (answer.ok) entry.address = answer.headers.get("Location");
    return answer;
  }

  async function next(entry) {
    return send(entry.address, "PATCH", {
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": entry.offset,
    }, entry.blob.slice(entry.offset, entry.offset + PIECE));
  }

  async function upload(entry) {
    if (entry.isRunning || entry.isGone || entry.isSent) return;
    entry.isRunning = true;
    try {
      let answer = await begin(entry);
      while (answer.headers.has("Upload-Offset")) {
        entry.offset = Number(answer.headers.get("Upload-Offset"));
        show(entry, words.textSending.replace("%s", Math.floor((entry.offset * 100) / entry.blob.size)), entry.offset / entry.blob.size);
        if (entry.offset >= entry.blob.size || entry.isGone) break;
        answer = await next(entry);
      }
      if (answer.headers.has("Upload-Offset")) {
        entry.isSent = true;
        show(entry, words.textSent);
        if (isWanted) handIn();
      } else if (answer.status < 500 && (answer.status !== 429 || answer.headers.has("Tus-Resumable"))) {
        const reason = answer.headers.has("Tus-Resumable") && (await answer.text());
        show(entry, reason || words.textStopped);
      } else throw new Error(answer.status);
    } catch {
      show(entry, words.textWaiting);
      entry.pause = Math.min((entry.pause || 1000) * 2, 30000);
      setTimeout(() => upload(entry), entry.pause);
    }
    entry.isRunning = false;
  }

  async function handIn() {
    isWanted = true;
    if ([...entries.values()].some((entry) => !entry.isSent)) {
      say(words.textSoon);
      return;
    }
    if (isBusy) return;
    isBusy = true;
    const data = new FormData(form);
    data.delete("files");
    for (const id of entries.keys()) data.append("unggahan", id);
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
      const isJson = (answer.headers.get("Content-Type") || "").includes("json");
      if (answer.ok && isJson) {
        await forget();
        location.reload();
        return;
      }
      isWanted = false;
      say(isJson ? (await answer.json()).message : words.textStopped);
    } catch {
      say(words.textUnsent);
      setTimeout(handIn, 15000);
    }
    isBusy = false;
  }

  async function forget() {
    remember(key, null);
    remember(`${key}-id`, null);
    for (const id of entries.keys()) await shelf((store) => store.delete(id));
  }

  async function restore() {
    if (text && !text.value) text.value = recall(key) || "";
    const known = recall(`${key}-id`);
    if (known) form.elements.client_id.value = known;
    else remember(`${key}-id`, form.elements.client_id.value);
    for (const row of (await shelf((store) => store.getAll())) || []) {
      if (row.key !== key) continue;
      enlist(row);
      upload(row);
    }
  }

  text?.addEventListener("input", () => { if (remember(key, text.value)) say(words.textKept); });
  chooser?.addEventListener("change", () => {
    const chosen = [...chooser.files];
    chooser.value = "";
    chosen.forEach(add);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); handIn(); });
  addEventListener("online", () => {
    for (const entry of entries.values()) upload(entry);
    if (isWanted) handIn();
  });
  restore();
}

if (form) start();
