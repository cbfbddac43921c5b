// Puts the text into the clipboard on the way to logging that it was copied; without this file one copies by hand.

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => {
    const text = document.getElementById(button.dataset.copy);
    text.select();
    if (navigator.clipboard) navigator.clipboard.writeText(text.value).catch(() => document.execCommand("copy"));
    else document.execCommand("copy");
  });
}
