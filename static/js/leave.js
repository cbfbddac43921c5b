// Logging out: sends what is still on this phone only, warns when it cannot, then wipes the phone. Needs learn.js.

const { all, send } = self.learn;
const unsent = async () => (await all("events").catch(() => [])).filter((row) => row.event.kind === "finished");
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function forgetDatabase(name) {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
}

async function wipe() {
  for (const name of (await self.caches?.keys()) || []) await caches.delete(name);
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) || []) await worker.unregister();
  for (const name of ["belajar", "tugas"]) await forgetDatabase(name);
  for (const key of Object.keys(localStorage)) if (/^(kuis-|tugas-|centang:)/.test(key)) localStorage.removeItem(key);
  for (const name of ["luring", "belum"]) document.cookie = `${name}=0; path=/; max-age=0`;
}

for (const form of document.querySelectorAll("form[data-leave]")) {
  const notice = form.querySelector("[data-unsent]");
  let isWarned = false;

  const tryToSend = async () => {
    if ((await all("events").catch(() => [])).length) await Promise.race([send(), wait(5000)]);
    const rows = await unsent();
    const count = notice?.querySelector("[data-count]");
    if (count) count.textContent = count.dataset.text.replace("{n}", rows.length);
    if (notice) notice.hidden = !rows.length;
    return rows.length;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!isWarned && (await tryToSend())) {
      isWarned = true;
      return;
    }
    await wipe().catch(() => {});
    form.submit();
  });
  notice?.querySelector("[data-send]").addEventListener("click", tryToSend);
}
