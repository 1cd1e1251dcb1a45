// Draws each chart anew in the browser, where its values can be read off by pointing. Without this script
// the drawing made on the server stands. No expression is evaluated: `ast` has Vega interpret them.
"use strict";

const LOCALES = {
  de: {
    formatLocale: { decimal: ",", thousands: ".", grouping: [3], currency: ["", "\u00a0€"] },
    timeFormatLocale: {
      dateTime: "%A, der %e. %B %Y, %X", date: "%d.%m.%Y", time: "%H:%M:%S", periods: ["", ""],
      days: ["Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"],
      shortDays: ["So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"],
      months: ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"],
      shortMonths: ["Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"],
    },
  },
};

document.addEventListener("DOMContentLoaded", () => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const draw = async (place) => {
    const theme = dark.matches ? "?theme=dark" : "";
    const answer = await fetch(place.dataset.spec + theme);
    if (!answer.ok || typeof window.vegaEmbed !== "function") return;
    const spec = await answer.json();
    const fresh = document.createElement("div");
    await window.vegaEmbed(fresh, spec, { actions: false, ast: true, defaultStyle: false, renderer: "svg", ...(LOCALES[place.dataset.language] || {}), tooltip: { disableDefaultStyle: true } });
    place.replaceChildren(fresh);
  };
  const all = () => document.querySelectorAll(".vega[data-spec]").forEach((place) => { draw(place).catch(() => undefined); });
  all();
  dark.addEventListener("change", all);
});
