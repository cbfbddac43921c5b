// A hall in one list: filter names, mark or tick all, count. Without this file everything still works.
const say = (text, numbers) => Object.entries(numbers).reduce((line, [key, value]) => line.replace(`{${key}}`, value), text);

for (const form of document.querySelectorAll("[data-hall]")) {
  const rows = [...form.querySelectorAll(".hall > div, .rows > li")];
  const counter = form.querySelector("[data-count]");
  const boxes = [...form.querySelectorAll("input[type=checkbox]:enabled")];
  let isDirty = false;

  const count = () => {
    if (!counter) return;
    if (form.dataset.chosen) {
      counter.textContent = say(form.dataset.chosen, { n: boxes.filter((box) => box.checked).length });
    } else if (isDirty) {
      const present = form.querySelectorAll("input[value=present]:checked").length;
      counter.textContent = say(form.dataset.marked, { n: present, m: rows.length });
    }
  };

  form.addEventListener("change", (event) => {
    isDirty ||= event.target.type === "radio";
    count();
  });
  form.addEventListener("submit", () => { isDirty = false; });
  addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });

  form.querySelector("[data-filter]")?.addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
  form.querySelector("[data-filter]")?.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  form.querySelector("[data-mark-all]")?.addEventListener("click", (event) => {
    event.preventDefault();
    for (const box of form.querySelectorAll("input[value=present]")) box.checked = true;
    isDirty = true;
    count();
  });
  form.querySelector("[data-tick-all]")?.addEventListener("click", () => {
    for (const box of boxes) box.checked = true;
    count();
  });
  count();
}
