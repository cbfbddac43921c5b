// Keeps the progress of an issuing batch up to date; reloads once when the state of a row may have changed for good.
const box = document.querySelector("[data-batch]");
const wait = 2000;
let failures = 0;

async function refresh() {
  try {
    const answer = await fetch(box.dataset.batch, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    const batch = await answer.json();
    if (batch.is_finished) return location.reload();
    box.querySelector("[data-line]").textContent = batch.line;
    box.querySelector("[data-percent]").textContent = batch.percent;
    box.querySelector("progress").value = batch.percent;
    failures = 0;
  } catch {
    failures += 1;
  }
  setTimeout(refresh, wait * Math.min(2 ** failures, 16));
}

if (box) setTimeout(refresh, wait);
