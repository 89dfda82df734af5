using System.Globalization;
using SparseAutoencoders;
using SparseAutoencoders.Checks;

namespace Sae.Output;

/// <summary>One model's gradient beside numerical differences, to be compared with a calculation by hand.</summary>
internal static class GradientText
{
    // As many numbers as somebody works out by hand.
    private const int MostShown = 60;

    /// <summary>The objective, every block, and the numbers themselves where they are few.</summary>
    public static void Write(TextWriter writer, GradientReport report, TrainingOptions options, IRows? rows, bool one)
    {
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{options.HiddenUnits} hidden units on {report.Inputs} inputs, at the weights that training begins with (seed {options.Seed}), over {(report.Rows == report.TrainingRows ? $"{report.Rows}" : $"{report.Rows} of {report.TrainingRows}")} {(rows is null ? "random rows" : $"rows of {rows.Name}")}"));
        writer.WriteLine($"L̂ = {Number(report.LossTotal)} = L {Number(report.LossReconstruction)} + sparsity {Number(report.LossSparsity)} + weight decay {Number(report.LossWeightDecay)}{(options.Sparsity.CodesAreSparse ? $" + auxiliary {Number(report.LossAuxiliary)}" : "")}");
        writer.WriteLine();
        if (one)
        {
            WriteOne(writer, report.Parameters[0], options.Sparsity.CodesAreSparse);
            if (report.Blocks[0].Note is { Length: > 0 } note) writer.WriteLine(note);
        }
        else WriteBlocks(writer, report);
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"largest relative error {report.RelativeError:0.0E+00} (allowed: below {report.Blocks.MaxBy(block => block.RelativeError)!.Allowed:0E+0})"));
    }

    /// <summary>The same as JSON.</summary>
    public static void WriteJson(TextWriter writer, GradientReport report, TrainingOptions options)
    {
        var told = new Report().Add("max_relative_error", report.RelativeError).Add("rows", report.Rows).Add("inputs", report.Inputs).Add("hidden_units", options.HiddenUnits)
            .Add("loss_total", report.LossTotal).Add("loss_reconstruction", report.LossReconstruction).Add("loss_sparsity", report.LossSparsity).Add("loss_weight_decay", report.LossWeightDecay);
        if (options.Sparsity.CodesAreSparse) told.Add("loss_auxiliary", report.LossAuxiliary);
        told.Add("cases", List(report.Blocks.Select(block => new Dictionary<string, object>
        {
            ["name"] = block.Name,
            ["error"] = block.RelativeError,
            ["allowed"] = block.Allowed,
            ["numbers"] = block.Numbers,
            ["checked"] = block.Checked,
            ["note"] = block.Note,
        })));
        told.Add("parameters", List(report.Parameters.Select(one =>
        {
            var parts = new Dictionary<string, object>
            {
                ["name"] = one.Name,
                ["value"] = one.Value,
                ["analytic"] = one.Analytic,
                ["numerical"] = one.Numerical,
                ["difference"] = one.Difference,
                ["of_reconstruction"] = one.OfReconstruction,
                ["of_sparsity"] = one.OfSparsity,
                ["of_weight_decay"] = one.OfWeightDecay,
            };
            if (options.Sparsity.CodesAreSparse) parts["of_auxiliary"] = one.OfAuxiliary;
            return parts;
        })));
        told.Write(writer, json: true);
    }

    private static void WriteBlocks(TextWriter writer, GradientReport report)
    {
        var names = Math.Max("block".Length, report.Blocks.Max(block => block.Name.Length));
        foreach (var block in report.Blocks)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{block.Name.PadRight(names)} {block.Size,-14} {block.Checked,4} of {block.Numbers,-9} relative error {block.RelativeError:0.0E+00}{(block.Note.Length > 0 ? $"  ({block.Note})" : "")}"));
        writer.WriteLine();
        if (report.Parameters.Count > MostShown || report.Parameters.Count < report.Blocks.Sum(block => block.Numbers))
        {
            writer.WriteLine($"one number beside its difference: --parameter {report.Parameters[0].Name}; all that were checked: --json");
            return;
        }
        var width = report.Parameters.Max(one => one.Name.Length);
        writer.WriteLine($"{"".PadRight(width)} {"value",18} {"analytic",18} {"numerical",18} {"difference",10}");
        foreach (var one in report.Parameters)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Name.PadRight(width)} {Number(one.Value),18} {Number(one.Analytic),18} {Number(one.Numerical),18} {one.Difference,10:0.0E+00}"));
        writer.WriteLine();
    }

    private static void WriteOne(TextWriter writer, ParameterGradient one, bool hasAuxiliary)
    {
        (string Name, double Value, string Says)[] lines =
        [
            (one.Name, one.Value, "the parameter"),
            ("analytic", one.Analytic, "the objective's derivative by it, from the written-out formulas (docs/maths.md)"),
            ("numerical", one.Numerical, $"the same from differences of the objective: the sum of these {(hasAuxiliary ? "four" : "three")}"),
            ("  from L", one.OfReconstruction, "reconstruction"),
            ("  from βΩ", one.OfSparsity, "sparsity"),
            ("  from λ", one.OfWeightDecay, "weight decay"),
            .. hasAuxiliary ? [("  from aux", one.OfAuxiliary, "AuxK, and what else is the mechanism's own")] : Array.Empty<(string, double, string)>(),
        ];
        var width = Math.Max(one.Name.Length, 10);
        foreach (var (name, value, says) in lines) writer.WriteLine($"{name.PadRight(width)} {Number(value),18}  {says}");
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"difference".PadRight(width)} {one.Difference,18:0.0E+00}  analytic − numerical"));
    }

    // As many digits as differences are good for.
    private static string Number(double value) => value == 0 || Math.Abs(value) is >= 1e-4 and < 1e9
        ? value.ToString("0.0#########", CultureInfo.InvariantCulture) : value.ToString("0.0########E+00", CultureInfo.InvariantCulture);

    private static IReadOnlyList<IReadOnlyDictionary<string, object>> List(IEnumerable<Dictionary<string, object>> records) => [.. records];
}
