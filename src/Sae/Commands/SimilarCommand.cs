using System.CommandLine;
using System.Globalization;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;

namespace Sae.Commands;

/// <summary>sae similar MODEL DATA --row N | --unit U: rows that are alike by their codes, and why.</summary>
internal static class SimilarCommand
{
    private const int UnitsShown = 5, CaptionLength = 100;

    public static Verb Create(Choices choices)
    {
        var model = CommonFlags.Model();
        var data = new DataFlags(choices);
        var row = new Flag<int>("Search", "--row", "N", "the row to find others like, from 0", Place);
        var unit = new Flag<int>("Search", "--unit", "U", "the unit that is to make up most of a row's code, from 0", Place);
        var top = new Flag<int>("Output", "--top", "N", "rows to find", FlagText.Count) { Default = "10", Range = "at least 1" };
        var json = CommonFlags.Json();
        var verb = new Verb("similar", "find the rows most like a row or a unit, by their codes, and the units they share")
        {
            Remarks = "Rows are alike by the cosine of their codes. Beside each stand the units that both have and what each adds to the cosine: why the two are alike. Models of few codes (--sparsity topk and others) tell most.",
            Examples =
            [
                ("", "sae similar model.safetensors reviews.npy --row 17 --captions reviews.txt"),
                ("rows of which a unit makes up most:", "sae similar model.safetensors reviews.npy --unit 204 --captions reviews.txt"),
            ],
            Run = (parse, session) =>
            {
                var request = data.Read(parse);
                if (row.IsGiven(parse) == unit.IsGiven(parse)) throw new WrongUse("--row", row.IsGiven(parse) ? "--unit is given, too" : "neither it nor --unit is given", "Give one of the two");
                var (given, most) = (row.IsGiven(parse) ? row.Read(parse) : unit.Read(parse), top.Read(parse));
                var loaded = session.Load(parse.GetValue(model)!);
                using var rows = request.For(loaded).Open(session);
                var there = row.IsGiven(parse) ? rows.Count : loaded.HiddenUnits;
                if (given >= there)
                    throw new WrongUse(row.IsGiven(parse) ? "--row" : "--unit", string.Create(CultureInfo.InvariantCulture, $"there are {there} {(row.IsGiven(parse) ? "rows" : "units")}, counted from 0, and {given} is asked for"), "Give a smaller number");
                var found = row.IsGiven(parse) ? loaded.SimilarRows(rows, given, most, session.Cancellation) : loaded.RowsOfUnit(rows, given, most, session.Cancellation);
                if (json.IsGiven(parse))
                {
                    new Report().Add(row.IsGiven(parse) ? "row" : "unit", given).Add("similar", (IReadOnlyList<IReadOnlyDictionary<string, object>>)[.. found.Select(near => Record(near, rows))]).Write(session.Out, json: true);
                    return 0;
                }
                session.Out.WriteLine(row.IsGiven(parse) ? Named(rows, given) : string.Create(CultureInfo.InvariantCulture, $"unit {given}"));
                foreach (var near in found)
                {
                    session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {near.Cosine:0.000}  {Named(rows, near.Row)}"));
                    if (row.IsGiven(parse)) session.Out.WriteLine($"         {Shared(near)}");
                }
                if (found.Count == 0) session.Out.WriteLine(row.IsGiven(parse) ? "  no other row has an active unit in common with it" : "  it is active on no row");
                return 0;
            },
        };
        verb.Add(model);
        verb.Add(data.Data);
        foreach (var option in (IEnumerable<Option>)[row, unit, .. data.Options, top, json]) verb.Add(option);
        return verb;
    }

    private static string Named(IRows rows, int row) => string.Create(CultureInfo.InvariantCulture, $"row {row}")
        + (rows.Labels is { } labels && labels[row].Length > 0 ? $" ({MessageText.Visible(labels[row])})" : "") + (rows.Captions is { } captions ? $": {MessageText.Visible(captions[row], CaptionLength)}" : "");

    private static string Shared(SimilarRow near) => "units " + string.Join(", ", near.Shared.Take(UnitsShown).Select(shared => string.Create(CultureInfo.InvariantCulture, $"{shared.Unit} ({shared.Share:0.00})")))
        + (near.Shared.Count > UnitsShown ? string.Create(CultureInfo.InvariantCulture, $" and {near.Shared.Count - UnitsShown} more") : "");

    private static Dictionary<string, object> Record(SimilarRow near, IRows rows)
    {
        var record = new Dictionary<string, object> { ["row"] = near.Row, ["cosine"] = near.Cosine };
        if (rows.Captions is { } captions) record["caption"] = captions[near.Row];
        if (rows.Labels is { } labels) record["label"] = labels[near.Row];
        record["units"] = (IReadOnlyList<IReadOnlyDictionary<string, object>>)[.. near.Shared.Select(shared => new Dictionary<string, object> { ["unit"] = shared.Unit, ["share"] = shared.Share })];
        return record;
    }

    private static int Place(string name, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : throw new WrongUse(name, $"'{text}' is not allowed", "Give a whole number, from 0");
}
