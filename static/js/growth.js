/** The slider over the growth table: marks the size's column in the table and in every picture, and says what is bad there. */

const panel = document.querySelector("[data-growth]");
const table = document.querySelector("[data-growth-table]");
if (panel && table) {
  const range = panel.querySelector("input[type=range]"), rows = panel.querySelector("[data-growth-rows]"), says = panel.querySelector("[data-growth-says]");
  const heads = [...table.tHead.rows[0].cells];
  const patterns = table.tBodies[0].rows.length;
  const charts = [...document.querySelectorAll(".growth-card svg")];

  const show = (event) => {
    const at = Number(range.value) + 1, head = heads[at]; // the first column holds the names
    for (const row of table.rows) [...row.cells].forEach((cell, number) => cell.classList.toggle("shown", number === at));
    rows.textContent = head.dataset.rows;
    range.setAttribute("aria-valuetext", `${head.dataset.rows} rows`);
    const bad = Number(head.dataset.bad), size = `${head.dataset.rows} rows in ${panel.querySelector("label").textContent.replace(/^Rows in /, "")}`;
    const declared = head.classList.contains("declared") ? "the declared " : "";
    says.textContent = `At ${declared}${size}, ${bad} of ${patterns} pattern${patterns === 1 ? "" : "s"} ${bad === 1 ? "is" : "are"} bad; with the recommended indexes, ${head.dataset.badAfter}.`;
    for (const chart of charts) {
      const dot = chart.querySelectorAll("circle.now")[at - 1], mark = chart.querySelector("[data-growth-mark]");
      if (!dot || !mark) continue;
      mark.setAttribute("x1", dot.getAttribute("cx"));
      mark.setAttribute("x2", dot.getAttribute("cx"));
    }
    if (event) head.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  range.addEventListener("input", show);
  show();
}
