// Formulas in TeX on standard input, [[source, alone], …] -> MathML on standard output.
const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));

require(process.argv[2])
  .init({ loader: { load: ["input/tex"] } })
  .then((MathJax) => {
    const made = formulas.map(([source, display]) => MathJax.tex2mml(source, { display }));
    process.stdout.write(JSON.stringify(made));
  });
