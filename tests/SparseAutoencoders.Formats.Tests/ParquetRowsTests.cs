using ParquetSharp;
using ParquetSharp.IO;
using ParquetSharp.Schema;

namespace SparseAutoencoders.Formats.Tests;

public sealed class ParquetRowsTests : IDisposable
{
    private static readonly Choices Choices = Choices.BuiltIn.WithMoreFormats();

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Damaged_pages_are_noticed_by_their_checksums()
    {
        Write(builder => builder.EnablePageChecksum().Compression(Compression.Uncompressed).DisableDictionary(), Column("x", PhysicalType.Double));
        var bytes = File.ReadAllBytes(_folder["a.parquet"]);
        bytes[bytes.AsSpan().IndexOf(BitConverter.GetBytes(2.0)) + 6] ^= 1;
        Refused(bytes, "CRC checksum verification failed");
    }

    public static TheoryData<string, string> Others { get; } = new()
    {
        { "text", "text" }, { "enum", "text" }, { "json", "text" }, { "bson", "raw bytes" }, { "bytes", "raw bytes" }, { "fixed", "raw bytes" }, { "uuid", "raw bytes" },
        { "date", "dates or times" }, { "time", "dates or times" }, { "moment", "dates or times" }, { "int96", "dates or times" }, { "interval", "dates or times" }, { "nothing", "nothing at all" },
        { "structure", "nested values" }, { "lists of lists", "nested values" }, { "map", "nested values" }, { "words", "lists of other things" },
    };

    [Theory, MemberData(nameof(Others))]
    public void What_is_no_number_is_refused_by_name_and_can_be_left_out(string name, string finding)
    {
        Write(_ => { }, Column("x", PhysicalType.Double), Other(name));
        Refused(File.ReadAllBytes(_folder["a.parquet"]), $", column 2 ({name}): holds {finding}, not numbers. Leave the column out (`Exclude = [\"{(name.Contains(' ', StringComparison.Ordinal) ? "2" : name)}\"]`){(finding is "text" or "dates or times" && name != "interval" ? ", take it as `Captions` or `Labels`" : "")}, or encode it as numbers.");
        using var rows = Choices.Open(_folder["a.parquet"], new RowFileOptions { Exclude = [name] });
        Assert.Equal([0, 2, 4], rows.ToMatrix<double>().All);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Encrypted_files_and_columns_are_refused_by_that_name(bool footerToo)
    {
        using var column = new ColumnEncryptionPropertiesBuilder("secret").Key(new byte[16]).KeyMetadata("a").Build();
        using var keys = new FileEncryptionPropertiesBuilder(new byte[16]).EncryptedColumns([column]);
        using var encryption = (footerToo ? keys : keys.SetPlaintextFooter()).Build();
        Write(builder => builder.Encryption(encryption), Column("x", PhysicalType.Double), Column("secret", PhysicalType.Double));
        if (footerToo) Refused(File.ReadAllBytes(_folder["a.parquet"]), ": is an encrypted Parquet file. Decrypt it first");
        else
        {
            Refused(File.ReadAllBytes(_folder["a.parquet"]), ", column 2 (secret): holds encrypted values, not numbers.");
            using var rows = Choices.Open(_folder["a.parquet"], new RowFileOptions { Columns = ["x"] });
            Assert.Equal([0, 2, 4], rows.ToMatrix<double>().All);
        }
    }

    [Theory]
    [InlineData("""{"index_columns": ["id", {"kind": "range"}], "columns": []}""", "id", "__index_level_1__")]
    [InlineData("no JSON", "__index_level_0__", "__index_level_12__")]
    public void Index_columns_of_pandas_are_left_out_with_a_note_unless_they_are_asked_for(string note, string first, string second)
    {
        Write(_ => { }, new Dictionary<string, string> { ["pandas"] = note }, Column(first, PhysicalType.Int64), Column("x", PhysicalType.Double), Column(second, PhysicalType.ByteArray));
        var path = _folder["a.parquet"];
        using var rows = Choices.Open(path);
        Assert.Equal(["x"], rows.Columns!);
        Assert.Equal($"{path}: holds the index of a pandas data frame ({first}, {second}), which names rows and is not a measurement: it is left out. Name it in `Columns` if it is to be an input.", Assert.Single(rows.Notes));
        using var asked = Choices.Open(path, new RowFileOptions { Columns = ["x", first] });
        Assert.Equal(["x", first], asked.Columns!);
        Assert.Empty(asked.Notes);
        using var model = Choices.Open(path, new RowFileOptions { ModelColumns = [first, "x"] });
        Assert.Equal([first, "x"], model.Columns!);
        using var others = Choices.Open(path, new RowFileOptions { Exclude = [first, second] });
        Assert.Empty(others.Notes);
        Refused(File.ReadAllBytes(path), ", and nothing else. Name it in `Columns` if it is to be an input.", new RowFileOptions { Exclude = ["x"] });
    }

    [Fact]
    public void Where_the_native_library_is_missing_one_line_says_so() =>
        Assert.StartsWith($"{ColumnFilesTests.File("table.arrow")}: Parquet needs the native library ParquetSharpNative, which cannot be loaded here", Assert.Throws<InvalidDataException>(() =>
            ColumnFile.Read<int>(ColumnFilesTests.File("table.arrow"), "Parquet", _ => throw new TypeInitializationException("x", new DllNotFoundException("no")))).Message, StringComparison.Ordinal);

    [Fact]
    public void What_fails_on_the_disk_is_not_called_damaged()
    {
        using var stream = new GuardedStream(new BrokenStream());
        Assert.Throws<IOException>(() => stream.ReadByte());
        Assert.Equal("the disk is gone", stream.Failure!.Message);
        Assert.Equal("the disk is gone", Assert.Throws<IOException>(() => ParquetOutput.Format.Write<float>(new BrokenStream(), Rows.From<float>([[1]]), null, TestContext.Current.CancellationToken)).Message);
    }

    private void Refused(byte[] bytes, string finding, RowFileOptions? options = null)
    {
        var path = _folder.Add("refused.parquet", bytes);
        Assert.Contains(finding, TestFolder.Message(path, Assert.Throws<InvalidDataException>(() => Choices.Open(path, options))), StringComparison.Ordinal);
    }

    private static PrimitiveNode Column(string name, PhysicalType type, LogicalType? meaning = null, int width = -1) => new(name, Repetition.Required, meaning ?? LogicalType.None(), type, width);

    private static Node Other(string name) => name switch
    {
        "text" => Column(name, PhysicalType.ByteArray, LogicalType.String()),
        "enum" => Column(name, PhysicalType.ByteArray, LogicalType.Enum()),
        "json" => Column(name, PhysicalType.ByteArray, LogicalType.Json()),
        "bson" => Column(name, PhysicalType.ByteArray, LogicalType.Bson()),
        "bytes" => Column(name, PhysicalType.ByteArray),
        "fixed" => Column(name, PhysicalType.FixedLenByteArray, width: 2),
        "uuid" => Column(name, PhysicalType.FixedLenByteArray, LogicalType.Uuid(), 16),
        "date" => Column(name, PhysicalType.Int32, LogicalType.Date()),
        "time" => Column(name, PhysicalType.Int32, LogicalType.Time(true, TimeUnit.Millis)),
        "moment" => Column(name, PhysicalType.Int64, LogicalType.Timestamp(true, TimeUnit.Nanos)),
        "int96" => Column(name, PhysicalType.Int96),
        "interval" => Column(name, PhysicalType.FixedLenByteArray, LogicalType.Interval(), 12),
        "nothing" => new PrimitiveNode(name, Repetition.Optional, LogicalType.Null(), PhysicalType.Int32),
        "structure" => new GroupNode(name, Repetition.Required, [Column("a", PhysicalType.Double), Column("b", PhysicalType.Double)]),
        "lists of lists" => List(name, List("element", Column("element", PhysicalType.Double))),
        "words" => List(name, Column("element", PhysicalType.ByteArray, LogicalType.String())),
        _ => new GroupNode(name, Repetition.Required, [new GroupNode("key_value", Repetition.Repeated, [Column("key", PhysicalType.Int32), Column("value", PhysicalType.Int32)])], LogicalType.Map()),
    };

    private static GroupNode List(string name, Node element) => new(name, Repetition.Required, [new GroupNode("list", Repetition.Repeated, [element])], LogicalType.List());

    private void Write(Action<WriterPropertiesBuilder> choose, params Node[] columns) => Write(choose, [], columns);

    /// <summary>Three rows: 0, 2 and 4 in columns of doubles, nothing that matters in all others.</summary>
    private void Write(Action<WriterPropertiesBuilder> choose, Dictionary<string, string> notes, params Node[] columns)
    {
        using var builder = new WriterPropertiesBuilder();
        choose(builder);
        using var properties = builder.Build();
        using var schema = new GroupNode("schema", Repetition.Required, columns);
        using var file = File.Create(_folder["a.parquet"]);
        using var output = new ManagedOutputStream(file, leaveOpen: true);
        using var writer = new ParquetFileWriter(output, schema, properties, notes);
        using var group = writer.AppendRowGroup();
        for (var i = 0; i < writer.Schema.NumColumns; i++)
        {
            using var part = group.NextColumn();
            Write(part);
        }
        group.Close();
        writer.Close();
    }

    private static unsafe void Write(ColumnWriter part)
    {
        var bytes = stackalloc byte[16];
        short[] levels = [0, 0, 0];
        switch (part)
        {
            case ColumnWriter<double> doubles: doubles.WriteBatch(3, [part.ColumnDescriptor.MaxDefinitionLevel, part.ColumnDescriptor.MaxDefinitionLevel, part.ColumnDescriptor.MaxDefinitionLevel], levels, [0, 2, 4]); break;
            case ColumnWriter<int> whole when whole.ColumnDescriptor.LogicalType is NullLogicalType: whole.WriteBatch(3, levels, levels, []); break;
            case ColumnWriter<int> whole: whole.WriteBatch(3, [1, 1, 1], levels, [1, 2, 3]); break;
            case ColumnWriter<long> whole: whole.WriteBatch(3, [1, 1, 1], levels, [1, 2, 3]); break;
            case ColumnWriter<Int96> moments: moments.WriteBatch([default, default, default]); break;
            case ColumnWriter<ByteArray> texts: texts.WriteBatch(3, [1, 1, 1], levels, [new((nint)bytes, 1), new((nint)bytes, 1), new((nint)bytes, 1)]); break;
            default: ((ColumnWriter<FixedLenByteArray>)part).WriteBatch([new((nint)bytes), new((nint)bytes), new((nint)bytes)]); break;
        }
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw new IOException("the disk is gone");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("the disk is gone");
    }
}
