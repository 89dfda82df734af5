using System.Globalization;
using SparseAutoencoders;

namespace Tables;

/// <summary>docs/tables.md in plain C#: learn, score, threshold, drift.</summary>
internal static class WithTheLibrary
{
    public static void Run(TextWriter output)
    {
        // begins
        var table = TableRows.Read("pumps.csv");
        int Month(Dictionary<string, string> line) => int.Parse(line["month"], CultureInfo.InvariantCulture);
        var (learn, judge) = (table.Where(line => Month(line) <= 5).ToList(), table.Where(line => Month(line) == 6).ToList());
        string[] inputs = TableRows.Inputs(learn, numbers: ["speed", "flow", "pressure", "power", "temperature", "vibration"], words: ["kind", "fluid"]);

        var options = new TrainingOptions
        {
            HiddenUnits = 8,
            Sparsity = new HeldOptions { Rho = 0.2, Contrast = 0.5 },
            Scaling = new StandardScaling(),                 // speeds are in the hundreds, pressures below 10: without it speed is all that counts
            Decoder = OutputFunction.Linear,                 // scaled numbers are not in [0, 1]
            Impute = Imputation.Mean,                        // an empty cell is given the mean of its input
            Optimizer = new AdamOptions { Epochs = 200, Batch = 64 },
        };
        SparseAutoencoder model = SparseAutoencoder.Train(TableRows.Encode(inputs, learn), options);
        model.Save("pumps.safetensors");
        // ends

        // begins
        var (learned, judged) = (model.Evaluate(TableRows.Encode(inputs, learn)), model.Evaluate(TableRows.Encode(inputs, judge)));
        output.WriteLine($"explained variance {learned.ExplainedVariance:F3}, of month 6 {judged.ExplainedVariance:F3}");
        foreach (var finding in model.Findings(learned, judged)) output.WriteLine(finding);
        // ends

        // begins
        // What each input adds to the score of a row. A filled cell adds nothing: nobody knows what stood there.
        static float[] Parts(SparseAutoencoder model, float[] row)
        {
            var shares = new float[row.Length];
            var score = model.Score(row, shares);
            return [.. row.Zip(shares, (value, share) => float.IsNaN(value) ? 0 : score * share)];
        }

        float[] scores = [.. judge.Select(line => Parts(model, TableRows.Encode(inputs, line)).Sum()).Order()];
        var threshold = scores[(int)(0.99 * (scores.Length - 1))];
        File.WriteAllText("pumps.threshold", threshold.ToString("R", CultureInfo.InvariantCulture));
        output.WriteLine($"half of the scores of month 6 are below {scores[scores.Length / 2]:F2}, 99 in 100 below {threshold:F2}");
        // ends

        // begins
        SparseAutoencoder loaded = SparseAutoencoder.Load("pumps.safetensors");
        var limit = float.Parse(File.ReadAllText("pumps.threshold"), CultureInfo.InvariantCulture);
        var reading = new Dictionary<string, string>
        {
            ["kind"] = "screw",
            ["fluid"] = "oil",
            ["speed"] = "1200",
            ["flow"] = "29",
            ["pressure"] = "7.5",
            ["power"] = "21",
            ["temperature"] = "42",
            ["vibration"] = "",
        };
        float[] row = TableRows.Encode(loaded.InputNames!, reading);
        float[] parts = Parts(loaded, row), rebuilt = loaded.Reconstruct(row);
        var worst = Array.IndexOf(parts, parts.Max());
        if (parts.Sum() > limit)
            output.WriteLine($"unusual: {parts.Sum():F2} of {limit:F2}; most of it from {loaded.InputNames![worst]}, {row[worst]} where {rebuilt[worst]:F0} would fit");
        // ends

        // begins
        output.WriteLine("month  mean score  above threshold  leaks  found  off rho  most of it from");
        foreach (var month in table.GroupBy(Month))
        {
            List<Dictionary<string, string>> lines = [.. month];
            var each = lines.Select(line => Parts(model, TableRows.Encode(inputs, line))).ToList();
            var mean = Enumerable.Range(0, inputs.Length).Select(input => each.Average(one => one[input])).ToArray();
            var isAbove = each.Select(one => one.Sum() > threshold).ToList();
            var (leaks, found) = (lines.Count(line => line["fault"] == "1"), lines.Zip(isAbove).Count(pair => pair.Second && pair.First["fault"] == "1"));
            var offRho = model.Evaluate(TableRows.Encode(inputs, lines))["rho_deviation_mean"];
            output.WriteLine($"{month.Key,5}  {mean.Sum(),10:F2}  {isAbove.Count(above => above),15}  {leaks,5}  {found,5}  {offRho,7:P1}  {inputs[Array.IndexOf(mean, mean.Max())]}");
        }
        // ends

        // begins
        RowOutput.Write<float>("pumps-learn.csv", TableRows.Encode(inputs, learn));
        RowOutput.Write<float>("pumps-month8.csv", TableRows.Encode(inputs, [.. table.Where(line => Month(line) == 8)]));
        // ends
    }
}
