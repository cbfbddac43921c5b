// Suggests regions while somebody types. Without this file the server asks back what a name means.
const WAIT = 200;

for (const input of document.querySelectorAll("[data-regions]")) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${input.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.querySelector(`label[for="${input.id}"]`)?.textContent ?? "");
  list.hidden = true;
  input.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) {
    input.setAttribute(name, value);
  }
  let asking, timer, active = -1;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const remember = (name, value) => {
    const field = `${input.name}-${name}`;
    for (const old of input.form.querySelectorAll(`[name="${field}"]`)) old.remove();
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: field, value });
    input.form.append(hidden);
  };
  const choose = (option) => {
    input.value = option.textContent;
    input.parentElement.querySelector("fieldset")?.remove();
    remember("asked", input.value);
    remember("code", option.dataset.code);
    close();
  };
  const show = ({ results, note }) => {
    list.replaceChildren(...results.map(({ code, name }, number) => {
      const option = document.createElement("li");
      Object.assign(option, { id: `${list.id}-${number}`, textContent: name });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.code = code;
      return option;
    }));
    if (note) {
      const line = document.createElement("li");
      line.className = "soft";
      line.textContent = note;
      list.append(line);
    }
    list.hidden = !list.children.length;
    active = -1;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    try {
      const address = `${input.dataset.regions}?${new URLSearchParams({ q: input.value, tingkat: input.dataset.level ?? "" })}`;
      const answer = await fetch(address, { signal: asking.signal });
      if (answer.ok && document.activeElement === input) show(await answer.json());
    } catch {
      close(); // offline or slow: what is typed goes to the server as it is
    }
  };
  const mark = (step) => {
    const all = options();
    if (!all.length) return;
    all[active]?.setAttribute("aria-selected", "false");
    active = (active + step + all.length) % all.length;
    all[active].setAttribute("aria-selected", "true");
    all[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[active].id);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim().length < 2) return close();
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark(1);
    else if (event.key === "ArrowUp") mark(active < 0 ? 0 : -1);
    else if (event.key === "Enter" && active >= 0) choose(options()[active]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus in the box
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  input.addEventListener("blur", close);
}
