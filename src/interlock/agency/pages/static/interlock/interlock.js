/* What is pleasant with a script. Every page works without it. */
"use strict";

/* Copying a whole digest of which the page shows the beginning. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button || !navigator.clipboard) return;
  navigator.clipboard.writeText(button.dataset.copy).then(() => {
    const before = button.textContent;
    button.textContent = button.dataset.copied || before;
    setTimeout(() => { button.textContent = before; }, 1500);
  });
});

/* Moving through the rows of a table: j and k, or the arrow keys once a row is held; Enter opens it. */
const ROWS = "table.rows tbody tr[data-href]";

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|SELECT|TEXTAREA|BUTTON)$/.test(target.tagName);
}

function moveTo(row) {
  if (!row) return;
  document.querySelectorAll("tr.here").forEach((other) => {
    other.classList.remove("here");
    other.removeAttribute("tabindex");
  });
  row.classList.add("here");
  row.tabIndex = -1;
  row.focus();
  row.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "/") {
    const box = document.querySelector("input[type=search]");
    if (box) { event.preventDefault(); box.focus(); box.select(); }
    return;
  }
  const rows = Array.from(document.querySelectorAll(ROWS));
  const place = rows.findIndex((row) => row.classList.contains("here"));
  const isHeld = place >= 0 && rows[place] === document.activeElement;
  if (event.key === "Enter" && isHeld) { window.location.assign(rows[place].dataset.href); return; }
  const step = { j: 1, k: -1, ArrowDown: isHeld ? 1 : 0, ArrowUp: isHeld ? -1 : 0 }[event.key] || 0;
  if (!rows.length || !step) return;
  event.preventDefault();
  moveTo(rows[Math.min(Math.max(place + step, 0), rows.length - 1)]);
});

/* A second click on a button that acts does nothing. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 4000);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
});

/* Copy buttons are of no use where nothing can be copied. */
if (!navigator.clipboard) document.querySelectorAll("button[data-copy]").forEach((button) => button.remove());
