using static SparseAutoencoders.Formats.Tests.ParquetBytes;

namespace SparseAutoencoders.Formats.Tests;

/// <summary>Files that claim what they do not hold, made by hand: the native library would believe them.</summary>
public sealed class ParquetClaimsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_made_by_hand_is_read()
    {
        var pages = Page(0, 16, 2, 0, [1, 0, 0, 0, 0, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        using var rows = Open(_folder.Add("a.parquet", Whole(pages, 2)));
        Assert.Equal([1, -2], rows.ToMatrix<double>().All);
    }

    [Theory]
    [InlineData(1L << 30, "claims to unpack to 1073741824")]
    [InlineData(-1, "a page is longer than the column's part of the file")]
    [InlineData(1L << 33, "it holds a number of more than 32 bits")]
    public void A_page_that_claims_to_unpack_to_more_than_its_bytes_can_hold_is_refused(long unpacked, string finding) =>
        Refused(Whole(Page(0, unpacked, 2, 0, [0, 0, 0, 0]), 2, codec: 6), finding);

    [Fact]
    public void A_dictionary_that_claims_more_values_than_it_has_bytes_is_refused()
    {
        var dictionary = Page(2, 8, 1 << 30, 0, new byte[8]);
        Refused(Whole([.. dictionary, .. Page(0, 2, 2, 8, [1, 4])], 2, dictionary: 4, start: 4 + dictionary.Length), "a dictionary of 8 bytes claims 1073741824 values");
    }

    [Fact]
    public void A_page_with_fewer_values_than_it_claims_is_refused() => Refused(Whole(Page(0, 8, 2, 0, new byte[8]), 2), ", column 1 (x): ");

    [Theory]
    [InlineData(3, 4L, ", column 1 (x): is packed with LZO, which is not read. Save it with another codec (snappy, zstd), or leave the column out (`Exclude = [\"x\"]`).")]
    [InlineData(12, 4L, ", column 1 (x): is packed with a codec 12, which is not read.")]
    [InlineData(0, long.MaxValue, "its part of a row group is longer than the file")]
    public void Codecs_and_places_that_cannot_be_read_are_refused_by_name(int codec, long start, string finding) => Refused(Whole(Page(0, 8, 1, 0, new byte[8]), 1, codec, start: start), finding);

    [Theory, InlineData(4, "BitPacked"), InlineData(77, "number 77")]
    public void An_encoding_that_is_not_read_is_refused_by_name(int encoding, string name) => Refused(Whole(Page(0, 8, 1, encoding, new byte[8]), 1), $"is encoded as {name}, which is not read.");

    [Fact]
    public void Columns_in_another_file_are_refused() => Refused(Whole([], 1, chunk: [Text(1, "other.parquet")]), "lies in another file");

    [Fact]
    public void More_values_than_a_file_can_hold_are_refused_before_they_are_read() => Refused(Whole(Page(0, 8, 1, 0, new byte[8]), int.MaxValue), ": claims 2147483647 values in ");

    // The native library calls itself once a level, and has no end to that: the stack would run over.
    [Fact]
    public void A_schema_of_a_hundred_thousand_levels_is_refused() =>
        Refused(Whole([], [Structs(2, [.. Enumerable.Repeat(Node("n", null, 1), 100_000), Node("x", 2, 0)]), Number(3, 0, Word), Structs(4)]), "its schema is nested too deeply");

    [Fact]
    public void Lists_that_claim_more_elements_than_the_footer_has_bytes_are_refused() =>
        Refused(Whole([], new Field(2, ParquetBytes.List, [0xf0 | Structure, 0xff, 0xff, 0x3f])), "it ends too early");

    [Fact]
    public void Row_groups_that_do_not_have_the_columns_of_the_schema_are_refused() =>
        Refused(Whole([], Structs(2, Node("schema", null, 2), Node("x", 2, 0), Node("y", 2, 0)), Structs(4, Bytes(Structs(1), Number(3, 5, Word)))), "its row groups do not have the schema's columns");

    private static IRows Open(string path) => Choices.BuiltIn.WithMoreFormats().Open(path);

    private void Refused(byte[] bytes, string finding)
    {
        var path = _folder.Add("refused.parquet", bytes);
        Assert.Contains(finding, TestFolder.Message(path, Assert.Throws<InvalidDataException>(() => Open(path))), StringComparison.Ordinal);
    }
}
