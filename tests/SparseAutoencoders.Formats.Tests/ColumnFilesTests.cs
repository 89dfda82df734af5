using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;

namespace SparseAutoencoders.Formats.Tests;

/// <summary>Parquet and Arrow, on files that other libraries made (Files/make.js).</summary>
public sealed class ColumnFilesTests : IDisposable
{
    private static readonly Choices Choices = Choices.BuiltIn.WithMoreFormats();

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Names => ["table.snappy.parquet", "table.zstd.parquet", "table.arrow", "table.arrows"];

    [Theory, MemberData(nameof(Names))]
    public void Columns_of_numbers_are_read_by_name_as_they_are(string name)
    {
        using var rows = Choices.Open(File(name), new RowFileOptions { Columns = ["y", "id", "n", "big", "ok"] });
        Assert.Equal((5, 5), (rows.Count, rows.Width));
        Assert.Equal(["y", "id", "n", "big", "ok"], rows.Columns!);
        Assert.Equal([10, 1, 0, 1, 1, 20, 2, 1, -1, 0, 30, 3, 2, 2, 1, 40, 4, 254, 3, 1, 50, 5, 255, 4, 0], rows.ToMatrix<double>().All);
    }

    [Theory, MemberData(nameof(Names))]
    public void Lists_of_one_length_are_inputs_side_by_side(string name)
    {
        using var rows = Choices.Open(File(name), new RowFileOptions { Columns = ["emb", "y"] });
        Assert.Equal(["emb[0]", "emb[1]", "emb[2]", "y"], rows.Columns!);
        Assert.Equal([1, 2, 3, 10, 4, 5, 6, 20, 7, 8, 9, 30, 10, 11, 12, 40, 13, 14, 15, 50], rows.ToMatrix<double>().All);
        using var again = Choices.Open(File(name), new RowFileOptions { ModelColumns = ["y", "emb[0]", "emb[1]", "emb[2]"] });
        Assert.Equal(["y", "emb[0]", "emb[1]", "emb[2]"], again.Columns!);
    }

    [Theory, MemberData(nameof(Names))]
    public void Nulls_are_missing_values(string name)
    {
        using var rows = Choices.Open(File(name), new RowFileOptions { Columns = ["x", "list"], KeepMissing = true });
        Assert.Equal([0.5, 1, 2, double.NaN, 3, 4, 1.5, 5, double.NaN, 2.5, 7, 8, -3, 9, 10], rows.ToMatrix<double>().All);
        Refused(name, ", row 2, column 2 (x): is missing. Fill it in, leave the column out (`Exclude = [\"x\"]`), or take the column's mean for it (`Imputation.Mean`).", new RowFileOptions { Columns = ["x"] });
        Refused(name, ", row 3, column 8 (list): is missing.", new RowFileOptions { Columns = ["list"] });
    }

    [Theory, MemberData(nameof(Names))]
    public void Words_and_columns_that_are_not_there_are_refused_by_name(string name)
    {
        Refused(name, ", column 9 (label): holds text, not numbers. Leave the column out (`Exclude = [\"label\"]`), take it as `Captions` or `Labels`, or encode it as numbers.", new RowFileOptions { KeepMissing = true });
        Refused(name, ": has no column 'lable'. Did you mean 'label'?", new RowFileOptions { Exclude = ["lable"] });
        Refused(name, ": holds no column 'z', which is one of the model's inputs.", new RowFileOptions { ModelColumns = ["z"] });
    }

    [Theory, MemberData(nameof(Names))]
    public void Files_cut_anywhere_or_changed_are_rows_or_one_line(string name)
    {
        var whole = System.IO.File.ReadAllBytes(File(name));
        var random = new Random(3);
        for (var i = 0; i < 400; i++)
        {
            var bytes = i < 100 ? whole[..(8 + (whole.Length - 9) * i / 100)] : whole.ToArray();
            for (var n = 0; i >= 100 && n <= i % 3; n++) bytes[random.Next(8, bytes.Length)] = (byte)random.Next(256);
            var path = _folder.Add("changed", bytes);
            try
            {
                using var rows = Choices.Open(path, new RowFileOptions { Exclude = ["label"], KeepMissing = true });
                rows.ToMatrix<double>();
                Assert.False(i < 100 && name != "table.arrows", $"cut to {bytes.Length} it was read");
            }
            catch (InvalidDataException refusal)
            {
                TestFolder.Message(path, refusal);
            }
        }
        Assert.Contains("is packed with gzip", Assert.Throws<InvalidDataException>(() => Choices.Open(_folder.Add("a.gz", TestFolder.Gzip(whole)))).Message, StringComparison.Ordinal);
    }

    /// <summary>Files as other programs write them. Values as the makers of the files had them: row i holds a function of i.</summary>
    public static TheoryData<string, string, Func<int, double[]>> FieldFiles { get; } = new()
    {
        { "bool_rle_171.parquet", "x", static _ => [1] },
        { "bool_rle_460.parquet", "x", static _ => [1] },
        { "onehot_bool_v2.parquet", "is_red y", static i => [i % 3 == 0 ? 1 : 0, i] },
        { "lz4_hadoop.parquet", "a b", static i => [i, i] },
        { "list_f32_v2.parquet", "emb[0] emb[1] emb[2] y", static i => [(float)(3 * i / 7.0), (float)((3 * i + 1) / 7.0), (float)((3 * i + 2) / 7.0), i] },
        { "list_u8_v2.parquet", "px[0] px[1] px[2] y", static i => [3 * i % 256, (3 * i + 1) % 256, (3 * i + 2) % 256, i] },
    };

    [Theory, MemberData(nameof(FieldFiles), DisableDiscoveryEnumeration = true)]
    public void Files_of_other_programs_hold_what_was_written(string name, string columns, Func<int, double[]> row)
    {
        using var rows = Choices.Open(File(name));
        Assert.Equal(columns, string.Join(' ', rows.Columns!));
        Assert.Equal(Enumerable.Range(0, rows.Count).SelectMany(row), rows.ToMatrix<double>().All.ToArray());
    }

    [Fact]
    public void Halves_are_the_nearest_to_what_stands_beside_them()
    {
        using var rows = Choices.Open(File("float16.parquet"));
        Assert.All(rows.ToMatrix<double>().All.ToArray().Chunk(2), pair => Assert.Equal((double)(Half)pair[1], pair[0]));
    }

    [Fact]
    public void Large_lists_are_lists()
    {
        using var rows = Choices.Open(File("large_list.arrow"));
        Assert.Equal(["emb[0]", "emb[1]", "emb[2]", "y"], rows.Columns!);
        Assert.All(rows.ToMatrix<double>().All.ToArray().Chunk(4).Index(), row => Assert.Equal([(float)row.Item[3], row.Index, -row.Index], row.Item[..3]));
    }

    [Fact]
    public void Feather_of_the_first_version_is_refused_with_the_way_out() =>
        Refused("old.feather", ": is a Feather file of version 1, which is no longer written. Read it with pandas or pyarrow", new RowFileOptions());

    [Theory, InlineData(CompressionCodecType.Lz4Frame), InlineData(CompressionCodecType.Zstd)]
    public void Feather_is_unpacked(CompressionCodecType codec)
    {
        using var batch = new RecordBatch.Builder().Append("a", false, new DoubleArray.Builder().AppendRange(Enumerable.Range(0, 3000).Select(i => (double)i)).Build()).Build();
        using (var file = System.IO.File.Create(_folder["a.feather"]))
        {
            using var writer = new ArrowFileWriter(file, batch.Schema, leaveOpen: false, new IpcOptions { CompressionCodec = codec, CompressionCodecFactory = new CompressionCodecFactory() });
            writer.WriteRecordBatch(batch);
            writer.WriteRecordBatch(batch);
            writer.WriteEnd();
        }
        using var rows = Choices.Open(_folder["a.feather"]);
        Assert.Equal(6000, rows.Count);
        Assert.Equal(Enumerable.Range(0, 6000).Select(i => (double)(i % 3000)), rows.ToMatrix<double>().All.ToArray());
    }

    [Fact]
    public void Lists_of_several_lengths_are_refused()
    {
        var lists = new ListArray.Builder(new Apache.Arrow.Types.FloatType());
        foreach (var length in new[] { 2, 2, 1 })
        {
            lists.Append();
            ((FloatArray.Builder)lists.ValueBuilder).AppendRange(new float[length]);
        }
        using var batch = new RecordBatch.Builder().Append("a", false, lists.Build()).Build();
        using (var file = System.IO.File.Create(_folder["a.arrow"]))
        {
            using var writer = new ArrowFileWriter(file, batch.Schema);
            writer.WriteRecordBatch(batch);
            writer.WriteEnd();
        }
        Assert.Contains(", row 3, column 1 (a): holds a list of 1 numbers, and the first row one of 2.",
            TestFolder.Message(_folder["a.arrow"], Assert.Throws<InvalidDataException>(() => Choices.Open(_folder["a.arrow"]))), StringComparison.Ordinal);
    }

    internal static string File(string name) => Path.Combine(AppContext.BaseDirectory, "Files", name);

    private static void Refused(string name, string finding, RowFileOptions options) =>
        Assert.Contains(finding, TestFolder.Message(File(name), Assert.Throws<InvalidDataException>(() => Choices.Open(File(name), options))), StringComparison.Ordinal);
}
