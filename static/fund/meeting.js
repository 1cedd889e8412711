// Counts the minutes that a bid has been on the table. Without script the page says since when it is there.

function show(clock) {
  const passed = Math.floor(Date.now() / 1000) - Number(clock.dataset.since);
  const left = Number(clock.dataset.minutes) * 60 - passed;
  const minutes = Math.floor(Math.abs(left) / 60);
  const seconds = String(Math.abs(left) % 60).padStart(2, "0");
  clock.textContent = left >= 0 ? `${minutes}:${seconds} left` : `${minutes}:${seconds} over the time`;
  clock.classList.toggle("now__clock--over", left < 0);
}

setInterval(() => document.querySelectorAll(".now__clock").forEach(show), 1000);

// A bid that somebody opened further stays so while its page is refreshed.
let open = [];
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "now") open = [...document.querySelectorAll("#now details[open]")].map((one) => one.id);
});
document.addEventListener("htmx:afterSettle", () => {
  open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
});
