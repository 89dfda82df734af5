using System.Globalization;
using SparseAutoencoders;
using SparseAutoencoders.Formats;

namespace Sae.Output;

/// <summary>What units mean, as a table for programs and as lines for people.</summary>
/// <param name="units">The units that are shown, in their order.</param>
/// <param name="rows">The rows they were read off.</param>
/// <param name="stability">Of each of all units, the share of other models that have found it again; null where there are none.</param>
/// <param name="all">All units of the model, if these are some: which columns there are does not depend on what is shown.</param>
internal sealed class UnitTable(IReadOnlyList<UnitMeaning> units, IRows rows, double[]? stability, IReadOnlyList<UnitMeaning>? all = null)
{
    private const int ShownWords = 6, CaptionLength = 100;

    private readonly bool _classes = (all ?? units).Any(unit => unit.Labels.Count > 0), _numbers = rows.Labels is not null && (all ?? units).All(unit => unit.Labels.Count == 0);

    /// <summary>The columns, a line a unit.</summary>
    public IReadOnlyList<OutputColumn> Columns =>
    [
        new("unit", Of(unit => unit.Unit)),
        new("active_rows", Of(unit => unit.ActiveRows)),
        new("active_share", Of(unit => unit.ActiveShare)),
        new("activation_mean", Of(unit => unit.ActivationMean)),
        new("activation_max", Of(unit => unit.ActivationMax)),
        new("rows", Of(unit => unit.Rows.ToArray())),
        .. rows.Captions is { } captions ? (OutputColumn[])[new("captions", Of(unit => unit.Rows.Select(row => captions[row]).ToArray())), new("words", Of(unit => unit.Words.Select(word => word.Word).ToArray()))] : [],
        .. !_classes ? [] : (OutputColumn[])
        [
            new("label", Of(unit => unit.Label?.Label)),
            new("label_threshold", Of(unit => unit.Label?.Threshold ?? double.NaN)),
            new("label_precision", Of(unit => unit.Label?.Precision ?? double.NaN)),
            new("label_recall", Of(unit => unit.Label?.Recall ?? double.NaN)),
            new("label_f1", Of(unit => unit.Label?.F1 ?? double.NaN)),
            new("label_auc", Of(unit => unit.Label?.Auc ?? double.NaN)),
        ],
        .. stability is null ? [] : (OutputColumn[])[new("stability", Of(unit => stability[unit.Unit]))],
        .. _numbers ? (OutputColumn[])[new("rank_correlation", Of(unit => unit.RankCorrelation))] : [],
    ];

    /// <summary>A line for each of the first units, and beside it its words or else its strongest rows.</summary>
    /// <param name="session">Says it.</param>
    /// <param name="most">Units at most.</param>
    public void Write(Session session, int most)
    {
        if (units.Count == 0) session.Out.WriteLine("no unit fits");
        foreach (var unit in units.Take(most))
        {
            session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"unit {unit.Unit}: active on {Figure.Percent(unit.ActiveShare)} of the rows, at most {Report.Shown(unit.ActivationMax)}{Told(unit)}{(stability is null ? "" : $"; found again in {Figure.Percent(stability[unit.Unit])} of the others")}"));
            if (unit.Words.Count > 0) session.Out.WriteLine($"  words: {string.Join(", ", unit.Words.Take(ShownWords).Select(word => MessageText.Visible(word.Word)))}");
            foreach (var row in unit.Rows.Take(3))
                session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  row {row}{(rows.Captions is { } captions ? $": {MessageText.Visible(captions[row], CaptionLength)}" : rows.Labels is { } labels ? $" ({MessageText.Visible(labels[row])})" : "")}"));
        }
        if (units.Count > most) session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {units.Count - most} more: --limit shows more, --output writes all"));
    }

    private static string Told(UnitMeaning unit) => unit.Label is { } label
        ? string.Create(CultureInfo.InvariantCulture, $"; tells {MessageText.Visible(label.Label)}: F1 {label.F1:0.00} (precision {label.Precision:0.00}, recall {label.Recall:0.00}), AUC {label.Auc:0.00}")
        : double.IsNaN(unit.RankCorrelation) ? "" : string.Create(CultureInfo.InvariantCulture, $"; rank correlation with the label {unit.RankCorrelation:0.00}");

    private T[] Of<T>(Func<UnitMeaning, T> value) => [.. units.Select(value)];
}
