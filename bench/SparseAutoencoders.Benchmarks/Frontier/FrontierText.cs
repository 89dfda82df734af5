using System.Globalization;
using System.Text;

namespace SparseAutoencoders.Benchmarks.Frontier;

/// <summary>The frontier in words: for the terminal, and as tables for the pages.</summary>
internal static class FrontierText
{
    /// <summary>A penalty counts as holding ρ where its worst unit is no farther from it than this.</summary>
    public const double Near = 0.05;

    /// <summary>One training on a line.</summary>
    public static string Line(FrontierRow row) => string.Create(CultureInfo.InvariantCulture,
        $"{row.Scenario,-28} rho {row.Trial.Rho,-4} {Way(row.Trial),-18} rate {row.Trial.Rate,-5}  training: L {row.Training.Loss,8:F3}, off {Share(row.Training.DeviationMean),8}, worst {Share(row.Training.DeviationMax),8}, dead {row.Training.DeadUnits}"
        + $"  test: L {row.Test.Loss,8:F3}, off {Share(row.Test.DeviationMean),7}, worst {Share(row.Test.DeviationMax),7}  {row.Seconds:F0} s");

    /// <summary>Every training, those on the frontier marked.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<FrontierRow> rows)
    {
        foreach (var group in Groups(rows))
        {
            var best = Frontier(group.Rows);
            foreach (var row in group.Rows.OrderBy(row => row.Training.DeviationMax)) writer.WriteLine($"{(best.Contains(row) ? '*' : ' ')} {Line(row)}");
        }
        writer.WriteLine("* no other training of the same scenario and rho has both a lower L and a nearer worst unit, on the training rows");
        writer.WriteLine(Summary(rows));
    }

    /// <summary>The trainings that no other betters in both L and the worst unit's deviation, the nearest to ρ first.</summary>
    public static IReadOnlyList<FrontierRow> Frontier(IReadOnlyList<FrontierRow> rows) =>
        [.. rows.Where(row => !rows.Any(other => other != row && other.Training.Loss <= row.Training.Loss && other.Training.DeviationMax <= row.Training.DeviationMax))
            .OrderBy(row => row.Training.DeviationMax)];

    /// <summary>One line a scenario and ρ: held, β = 1, and the best penalty whose worst unit is near, each at its best rate.</summary>
    public static string Summary(IReadOnlyList<FrontierRow> rows)
    {
        var text = new StringBuilder();
        text.AppendLine("| rows, network | ρ | held: L | worst unit | dead | test: L | units off | β = 1: L | worst unit | penalty within 5 %: L | worst unit | β | held / penalty |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (scenario, rho, group) in Groups(rows))
        {
            var held = Best(group.Where(row => row.Trial.Held));
            var plain = Best(group.Where(row => row.Trial.Beta == 1));
            if (held is null || plain is null) continue;
            var near = Best(group.Where(row => !row.Trial.Held && row.Training.DeviationMax <= Near));
            text.AppendLine(string.Create(CultureInfo.InvariantCulture,
                $"| {Title(scenario)} | {rho} | {Digits(held.Training.Loss)} | {Share(held.Training.DeviationMax)} | {held.Training.DeadUnits} | {Digits(held.Test.Loss)} | {Share(held.Test.DeviationMean)} | {Digits(plain.Training.Loss)} | {Share(plain.Training.DeviationMax)} | ")
                + (near is null
                    ? "none | | | |"
                    : string.Create(CultureInfo.InvariantCulture, $"{Digits(near.Training.Loss)} | {Share(near.Training.DeviationMax)} | {near.Trial.Beta} | {held.Training.Loss / near.Training.Loss:F2} |")));
        }
        return text.ToString();
    }

    /// <summary>For a scenario, each β at its best rate beside ρ held: the whole frontier.</summary>
    public static string Plain(IReadOnlyList<FrontierRow> rows, string scenario)
    {
        var text = new StringBuilder();
        text.AppendLine("| ρ | way | rate | training: L | units off, mean | worst | dead | test: L | units off, mean | worst |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (_, rho, group) in Groups(rows).Where(group => group.Scenario == scenario).OrderBy(group => group.Rho))
            foreach (var row in group.GroupBy(row => (row.Trial.Running, row.Trial.Beta)).OrderBy(way => way.Key).Select(way => Best(way)!))
                text.AppendLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {rho} | {Way(row.Trial)} | {row.Trial.Rate} | {Digits(row.Training.Loss)} | {Share(row.Training.DeviationMean)} | {Share(row.Training.DeviationMax)} | {row.Training.DeadUnits} | {Digits(row.Test.Loss)} | {Share(row.Test.DeviationMean)} | {Share(row.Test.DeviationMax)} |"));
        return text.ToString();
    }

    /// <summary>The trainings of each scenario and ρ.</summary>
    public static IReadOnlyList<(string Scenario, double Rho, IReadOnlyList<FrontierRow> Rows)> Groups(IReadOnlyList<FrontierRow> rows) =>
        [.. rows.GroupBy(row => (row.Scenario, row.Trial.Rho)).Select(group => (group.Key.Scenario, group.Key.Rho, (IReadOnlyList<FrontierRow>)[.. group]))];

    /// <summary>A share as a percentage in two digits.</summary>
    public static string Share(double share) => share switch
    {
        < 1e-4 => $"{(share * 100).ToString("0.0e+0", CultureInfo.InvariantCulture)} %",
        < 0.1 => $"{(share * 100).ToString("0.0#", CultureInfo.InvariantCulture)} %",
        _ => $"{(share * 100).ToString("0", CultureInfo.InvariantCulture)} %",
    };

    private static string Digits(double loss) => loss.ToString(loss < 1 ? "G3" : "F2", CultureInfo.InvariantCulture);

    private static FrontierRow? Best(IEnumerable<FrontierRow> rows) => rows.MinBy(row => row.Training.Loss);

    private static string Title(string scenario) => Scenario.All.FirstOrDefault(known => known.Name == scenario)?.Title ?? scenario;

    private static string Way(Trial trial) => trial.Beta is { } beta ? string.Create(CultureInfo.InvariantCulture, $"β = {beta}{(trial.Running ? ", running" : "")}") : "held";
}
