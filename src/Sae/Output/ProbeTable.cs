using System.Globalization;
using SparseAutoencoders;

namespace Sae.Output;

/// <summary>How well few units together tell each label, beside all inputs and an untrained model.</summary>
/// <param name="probes">A probe a label.</param>
/// <param name="untrained">The same of an untrained model.</param>
internal sealed class ProbeTable(IReadOnlyList<LabelProbe> probes, IReadOnlyList<LabelProbe> untrained)
{
    private static readonly (string Key, string Head)[] Ways = [("one_unit", "1 unit"), ("five_units", "5 units"), ("inputs", "all inputs"), ("untrained_one_unit", "untrained, 1"), ("untrained_five_units", "untrained, 5")];

    /// <summary>An object a label.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object>> Records =>
    [
        .. probes.Select((probe, label) =>
        {
            var record = new Dictionary<string, object> { ["label"] = probe.Label, ["rows"] = probe.Rows, ["units"] = probe.FiveUnits.Units.ToArray() };
            foreach (var ((key, _), score) in Ways.Zip(Scores(label)))
            {
                record[key + "_f1"] = score.F1;
                if (!double.IsNaN(score.Auc)) record[key + "_auc"] = score.Auc;
            }
            return record;
        }),
    ];

    /// <summary>Writes a line a label, and their means.</summary>
    public void Write(Session session)
    {
        var longest = Math.Max("mean over labels".Length, probes.Max(probe => MessageText.Visible(probe.Label).Length));
        session.Out.WriteLine();
        session.Out.WriteLine("How well few units tell each label, F1 and AUC on every fifth row, which the logistic models have not seen:");
        session.Out.WriteLine($"{"".PadRight(longest)}  {string.Join("  ", Ways.Select(way => way.Head.PadLeft(12)))}  units");
        for (var label = 0; label < probes.Count; label++)
            session.Out.WriteLine($"{MessageText.Visible(probes[label].Label).PadRight(longest)}  {string.Join("  ", Scores(label).Select(score => Cell(score.F1, score.Auc)))}  {string.Join(' ', probes[label].FiveUnits.Units)}");
        session.Out.WriteLine($"{"mean over labels".PadRight(longest)}  {string.Join("  ", Ways.Select((_, way) => Cell(Mean(way, score => score.F1), Mean(way, score => score.Auc))))}");
    }

    private ProbeScore[] Scores(int label) => [probes[label].OneUnit, probes[label].FiveUnits, probes[label].Inputs, untrained[label].OneUnit, untrained[label].FiveUnits];

    // A label that no held-out row has tells nothing.
    private double Mean(int way, Func<ProbeScore, double> of) =>
        Enumerable.Range(0, probes.Count).Select(Scores).Where(scores => !double.IsNaN(scores[way].Auc)).Select(scores => of(scores[way])).DefaultIfEmpty(double.NaN).Average();

    private static string Cell(double f1, double auc) => string.Create(CultureInfo.InvariantCulture, $"{f1:0.00}  {(double.IsNaN(auc) ? "-" : auc.ToString("0.00", CultureInfo.InvariantCulture))}").PadLeft(12);
}
