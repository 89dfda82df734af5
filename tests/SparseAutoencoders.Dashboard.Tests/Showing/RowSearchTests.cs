using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Tests.Showing;

public sealed class RowSearchTests
{
    private static readonly string[] Captions = ["A red car", "the CARDINAL sings", "", "car, red and fast", "שלום עולם", "İstanbul 100 %"];
    private static readonly string[] Labels = ["car", "bird", "", "car", "<script>", "10"];

    private readonly RowSearch _search = new(Rows.From(new Matrix<float>(Captions.Length, 2)).WithCaptions(Captions).WithLabels(Labels));

    [Theory]
    [InlineData("car", new[] { 0, 1, 3 })]
    [InlineData("RED  car", new[] { 0, 3 })]
    [InlineData("red fast", new[] { 3 })]
    [InlineData("עולם", new[] { 4 })]
    [InlineData("100 %", new[] { 5 })]
    [InlineData("nothing", new int[0])]
    public void Words_find_rows_whose_caption_holds_all_of_them(string words, int[] rows) =>
        Assert.Equal(rows, _search.Find(new RowQuery { Words = words }));

    [Fact]
    public void A_label_finds_rows_that_have_it_and_both_find_rows_that_have_both()
    {
        Assert.Equal([0, 3], _search.Find(new RowQuery { Label = "car" })!);
        Assert.Equal([3], _search.Find(new RowQuery { Label = "car", Words = "fast" })!);
        Assert.Equal([], _search.Find(new RowQuery { Label = "Car" })!);
        Assert.Null(_search.Find(new RowQuery()));
    }

    [Fact]
    public void What_was_found_is_found_again_without_reading_captions()
    {
        var texts = new CountedTexts(Captions);
        var search = new RowSearch(new CaptionedRows(texts));
        var first = search.Find(new RowQuery { Words = "car" });
        Assert.Equal(Captions.Length, texts.Reads);
        Assert.Same(first, search.Find(new RowQuery { Words = "car", ByScore = true }));
        Assert.Equal(Captions.Length, texts.Reads);
        foreach (var word in (string[])["a", "b", "c", "d"]) search.Find(new RowQuery { Words = word });
        Assert.NotSame(first, search.Find(new RowQuery { Words = "car" }));
    }

    [Fact]
    public void Labels_are_listed_in_order_numbers_first_unless_they_are_too_many()
    {
        Assert.Equal([new("10", 1), new("<script>", 1), new("bird", 1), new("car", 2)], _search.Labels);
        string[] many = [.. Enumerable.Range(0, RowSearch.MostListed + 1).Select(row => $"{row}")];
        Assert.Empty(new RowSearch(Rows.From(new Matrix<float>(many.Length, 1)).WithLabels(many)).Labels);
        Assert.Equal(many[..^1], new RowSearch(Rows.From(new Matrix<float>(many.Length - 1, 1)).WithLabels(many[..^1])).Labels.Select(label => label.Key));
    }

    [Fact]
    public void Rows_without_texts_find_nothing_and_ask_for_nothing()
    {
        var search = new RowSearch(Rows.From(new Matrix<float>(3, 2)));
        Assert.Equal((false, false), (search.HasCaptions, search.HasLabels));
        Assert.Null(search.Find(new RowQuery { Words = "car", Label = "x" }));
        Assert.Empty(search.Labels);
    }

    [Theory]
    [InlineData("rows")]
    [InlineData("rows?order=score")]
    [InlineData("rows?order=score&words=a%26b%20%22c%22&label=%D7%A9%D7%9C&from=60")]
    public void An_address_gives_the_query_that_gives_the_address(string address)
    {
        var parts = System.Web.HttpUtility.ParseQueryString(address.Split('?', 2) is [_, var query] ? query : "");
        Assert.Equal(address, RowQuery.Parse(parts["order"], parts["words"], parts["label"]).ToAddress(parts["from"] is { } from ? int.Parse(from, System.Globalization.CultureInfo.InvariantCulture) : null));
    }

    private sealed class CountedTexts(string[] texts) : IRowTexts
    {
        public int Reads { get; private set; }

        public int Count => texts.Length;

        public string this[int row]
        {
            get
            {
                Reads++;
                return texts[row];
            }
        }
    }

    private sealed class CaptionedRows(IRowTexts texts) : RowView(Rows.From(new Matrix<float>(texts.Count, 1)))
    {
        public override IRowTexts? Captions => texts;

        public override void Read<T>(int first, Span<T> destination) => Source.Read(first, destination);
    }
}
