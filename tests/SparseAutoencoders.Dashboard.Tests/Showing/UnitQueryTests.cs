using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Tests.Showing;

public sealed class UnitQueryTests
{
    private static readonly ShownModel Model = new(Models.Train(Models.Rows(), units: 300), "a");
    private static readonly IReadOnlyList<UnitMeasure> Measures = UnitMeasure.Of(new KlOptions());

    [Theory]
    [InlineData("")]
    [InlineData("?sort=norm&order=down&from=0.25&to=3&state=alive")]
    [InlineData("?sort=similarity&order=down&near=7")]
    [InlineData("?state=dead&page=2")]
    [InlineData("?words=a%26b%20c&label=%3Cb%3E&page=2")]
    public void An_address_gives_the_query_that_gives_the_address(string address)
    {
        var parts = System.Web.HttpUtility.ParseQueryString(address);
        Assert.Equal(address, UnitQuery.Parse(parts["sort"], parts["order"], parts["from"], parts["to"], parts["state"], parts["near"], parts["page"], 300, Measures, parts["words"], parts["label"]).ToAddress());
    }

    [Fact]
    public void What_makes_no_sense_is_left_out()
    {
        var query = UnitQuery.Parse("<script>", "sideways", "NaN", "1e999", "undead", "-5", "0", 300, Measures);
        Assert.Equal("", query.ToAddress());
        Assert.Equal(299, UnitQuery.Parse("similarity", null, null, null, null, "5000", null, 300, Measures).Near);
    }

    [Fact]
    public void Pages_hold_all_units_once_in_order()
    {
        var query = new UnitQuery { Sort = UnitMeasure.Norm };
        var first = query.Apply(Model, null);
        Assert.Equal((300, 1, 3, UnitQuery.PageSize), (first.Count, first.Page, first.Pages, first.Units.Count));
        var all = Enumerable.Range(1, 3).SelectMany(page => (query with { Page = page }).Apply(Model, null).Units).Select(unit => unit.Unit).ToArray();
        Assert.Equal(Enumerable.Range(0, 300).OrderBy(Model.Norm), all);
        Assert.Equal(3, (query with { Page = 99 }).Apply(Model, null).Page);
    }

    [Fact]
    public void A_range_keeps_those_within_it()
    {
        var middle = Enumerable.Range(0, 300).Select(Model.Norm).Order().ElementAt(150);
        var selection = new UnitQuery { Sort = UnitMeasure.Norm, From = middle }.Apply(Model, null);
        Assert.Equal((150, middle), (selection.Count, selection.Units[0].Value));
    }

    [Fact]
    public void Similarity_is_greatest_to_itself_and_then_to_those_most_alike()
    {
        var selection = new UnitQuery { Sort = UnitMeasure.Similarity, Descending = true, Near = 4 }.Apply(Model, null);
        Assert.Equal((4, 1.0), (selection.Units[0].Unit, Math.Round(selection.Units[0].Value!.Value, 12)));
        Assert.Equal(Model.Alike(4, 3).Select(other => other.Unit), selection.Units.Skip(1).Take(3).Select(unit => unit.Unit));
    }

    [Fact]
    public void What_is_not_known_yet_leaves_the_order_of_numbers() =>
        Assert.Equal(Enumerable.Range(0, UnitQuery.PageSize), new UnitQuery { Sort = UnitMeasure.Selectivity, Descending = true }.Apply(Model, null).Units.Select(unit => unit.Unit));
}
