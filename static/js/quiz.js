// One question at a time. Every change is kept on this phone at once, under the attempt's own key, and goes to the
// server when the member moves on, or after three seconds; until the server has acknowledged it, it is sent again.
// Without this file the same form works as one long page.

const form = document.querySelector("form[data-attempt]");
const words = form.dataset;
const key = `kuis-${words.attempt}`;
const sections = [...form.querySelectorAll("[data-question]")];
const links = [...form.querySelectorAll(".navigator a")];
const find = (name) => form.querySelector(`[data-${name}]`);
const loadedAt = Date.now();
let endsAt = words.secondsLeft === undefined ? null : loadedAt + Number(words.secondsLeft) * 1000;
let unsent = recall();
let current = 0;
let isBusy = false;
let isFinal = false;
let isWarned = false;
let isStopped = false;
let isLeaving = false;
let timer = 0;
let pause = 2000;

function recall() {
  try {
    return JSON.parse(localStorage.getItem(key)) || {};
  } catch {
    return {};
  }
}

function remember() {
  try {
    if (Object.keys(unsent).length) localStorage.setItem(key, JSON.stringify(unsent));
    else localStorage.removeItem(key);
  } catch {
    // storage is full or forbidden: the answers are still in the form
  }
}

const inputs = (section) => [...section.querySelectorAll(".choice input")];
const mark = (section) => section.querySelector(".tick input");

function read(section) {
  return {
    shown: inputs(section).filter((input) => input.checked).map((input) => Number(input.value)),
    is_marked: mark(section).checked,
  };
}

function write(section, answer) {
  for (const input of inputs(section)) input.checked = answer.shown.includes(Number(input.value));
  mark(section).checked = answer.is_marked;
}

function showStatus(tone, text, icon) {
  const sign = icon ? document.getElementById(icon).content.cloneNode(true) : "";
  find("saved").className = `status ${tone}`;
  find("saved").replaceChildren(sign, ` ${text}`);
}

function showNotice(text) {
  find("notice").hidden = !text;
  find("notice-text").textContent = text;
}

function paint() {
  sections.forEach((section, index) => {
    const { shown, is_marked } = read(section);
    const number = section.dataset.question;
    const isWaiting = number in unsent;
    const link = links[index];
    link.className = [isWaiting ? "unsent" : shown.length && "answered", is_marked && "marked"].filter(Boolean).join(" ");
    const label = [(shown.length ? words.textAnswered : words.textUnanswered).replace("%s", number)];
    if (isWaiting) label.push(words.textWaiting);
    if (is_marked) label.push(words.textMarked);
    link.setAttribute("aria-label", label.join(", "));
    if (index === current) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  });
}

function show(index, isMoved = true) {
  if (isMoved && Object.keys(unsent).length) later(0);
  current = Math.min(Math.max(index, 0), sections.length - 1);
  sections.forEach((section, place) => { section.hidden = place !== current; });
  const next = find("next");
  const previous = find("previous");
  next.textContent = current + 1 < sections.length ? next.dataset.textNext.replace("%s", current + 2) : next.dataset.textLast;
  previous.textContent = previous.dataset.text.replace("%s", current);
  previous.hidden = current === 0;
  paint();
  if (isMoved) {
    sections[current].focus({ preventScroll: true });
    form.scrollIntoView();
  }
}

function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(send, milliseconds);
}

async function post(batch) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const answers = Object.entries(batch).map(([position, answer]) => ({ position: Number(position), ...answer }));
  const response = await fetch(words.saveUrl, {
    method: "POST",
    headers,
    body: JSON.stringify({ answers, submit: isFinal }),
    keepalive: true,
    signal: AbortSignal.timeout ? AbortSignal.timeout(20000) : undefined,
  });
  const isJson = (response.headers.get("Content-Type") || "").includes("json");
  return { status: response.status, body: isJson ? await response.json() : {} };
}

async function send() {
  if (isBusy || isStopped || (!isFinal && !Object.keys(unsent).length)) return;
  isBusy = true;
  const batch = { ...unsent };
  const wasFinal = isFinal;
  try {
    const answer = await post(batch);
    if (isLeaving) later(5000); // the page being loaded may be older than this save: let it send again
    else settle(answer, batch);
  } catch {
    hold(words.textUnsent);
  }
  isBusy = false;
  const isNewer = Object.keys(unsent).some((number) => unsent[number] !== batch[number]);
  if (!isStopped && (isNewer || isFinal !== wasFinal)) later(0);
}

function settle({ status, body }, batch) {
  if (body.url) {
    isStopped = true;
    unsent = {};
    remember();
    location.replace(body.url);
  } else if (status === 200) {
    for (const number of Object.keys(batch)) if (unsent[number] === batch[number]) delete unsent[number];
    for (const section of sections) if (batch[section.dataset.question]) acknowledge(section, batch[section.dataset.question]);
    remember();
    pause = 2000;
    if (body.seconds_left !== null) endsAt = Date.now() + body.seconds_left * 1000;
    showStatus("good", words.textSaved.replace("%s", body.saved), "tanda-baik");
    if (!isWarned) showNotice("");
    paint();
  } else {
    hold(body.message || words.textUnsent, status < 500 && status !== 429);
  }
}

function acknowledge(section, answer) {
  section.querySelector("[name^=awal-]").value = answer.shown.join(".") + (answer.is_marked ? "?" : "");
}

function hold(message, isRefused = false) {
  showStatus("warn", words.textUnsent, "tanda-luring");
  showNotice(isRefused ? message : words.textUnsentList.replace("%s", Object.keys(unsent).join(", ")));
  paint();
  pause = Math.min(pause * 2, 60000);
  later(pause);
}

function keep(section) {
  unsent[section.dataset.question] = read(section);
  isWarned = false;
  remember();
  showStatus("note", words.textSaving);
  paint();
  later(3000);
}

function finish(event) {
  event?.preventDefault();
  const open = sections.filter((section) => !read(section).shown.length).map((section) => section.dataset.question);
  if (event && open.length && !isWarned) {
    isWarned = true;
    showNotice(words.textOpen.replace("%s", open.join(", ")));
    find("announce").textContent = words.textOpen.replace("%s", open.join(", "));
    return;
  }
  isFinal = true;
  clearTimeout(timer);
  send();
}

function tick() {
  const left = Math.max(Math.round((endsAt - Date.now()) / 1000), 0);
  const text = words.textLeft.replace("%m", Math.floor(left / 60)).replace("%s", left % 60);
  find("timer").textContent = left ? text : words.textOver;
  if (left === 300 || left === 60) find("announce").textContent = words.textMinutes.replace("%s", left / 60);
  if (left) setTimeout(tick, 1000);
  else finish();
}

for (const element of form.querySelectorAll("[data-without-script]")) element.hidden = true;
for (const element of form.querySelectorAll("[data-with-script], [data-steps]")) element.hidden = false;
for (const section of sections) {
  if (unsent[section.dataset.question]) write(section, unsent[section.dataset.question]);
  section.addEventListener("change", () => keep(section));
}
links.forEach((link, index) => link.addEventListener("click", (event) => { event.preventDefault(); show(index); }));
find("next").addEventListener("click", () => {
  if (current + 1 < sections.length) show(current + 1);
  else document.getElementById("semua-soal").focus();
});
find("previous").addEventListener("click", () => show(current - 1));
form.addEventListener("submit", finish);
addEventListener("online", () => later(0));
addEventListener("beforeunload", () => {
  isLeaving = true;
  setTimeout(() => { isLeaving = false; }, 4000);
});
document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });
const named = sections.findIndex((section) => `#${section.id}` === location.hash);
const firstOpen = sections.findIndex((section) => !read(section).shown.length);
show(named >= 0 ? named : Math.max(firstOpen, 0), false);
if (Object.keys(unsent).length) later(0);
if (endsAt !== null) tick();
