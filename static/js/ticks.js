/* Ticks of a checklist stay on this phone; nothing is sent. Keys start with "centang:", so logging out can clear them. */
for (const list of document.querySelectorAll("[data-ticks]")) {
  const key = `centang:${list.dataset.ticks}`;
  const boxes = [...list.querySelectorAll("input")];
  try {
    const kept = new Set(JSON.parse(localStorage.getItem(key) || "[]"));
    boxes.forEach((box) => { box.checked = kept.has(box.parentElement.textContent.trim()); });
    list.addEventListener("change", () => {
      const ticked = boxes.filter((box) => box.checked).map((box) => box.parentElement.textContent.trim());
      if (ticked.length) localStorage.setItem(key, JSON.stringify(ticked));
      else localStorage.removeItem(key);
    });
  } catch { /* private window: ticks last as long as the page */ }
}
