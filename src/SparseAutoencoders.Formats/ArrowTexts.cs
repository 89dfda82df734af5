using Apache.Arrow;
using Apache.Arrow.Types;

namespace SparseAutoencoders.Formats;

/// <summary>Turns an Arrow array into texts.</summary>
internal static class ArrowTexts
{
    /// <summary>A column of texts, or of categories that are texts.</summary>
    public static bool AreTexts(IArrowType type) => Stored(type) is ArrowTypeId.String or ArrowTypeId.LargeString or ArrowTypeId.StringView;

    /// <summary>A column of bytes, which can be texts.</summary>
    public static bool AreBytes(IArrowType type) => Stored(type) is ArrowTypeId.Binary or ArrowTypeId.LargeBinary or ArrowTypeId.BinaryView;

    /// <summary>A column of dates or times, which can be told as texts.</summary>
    public static bool AreDates(IArrowType type) => Stored(type) is ArrowTypeId.Date32 or ArrowTypeId.Date64 or ArrowTypeId.Timestamp or ArrowTypeId.Time32 or ArrowTypeId.Time64;

    private static ArrowTypeId Stored(IArrowType type) => type switch
    {
        ExtensionType extension => Stored(extension.StorageType),
        DictionaryType dictionary => dictionary.ValueType is DictionaryType or ExtensionType ? ArrowTypeId.Null : dictionary.ValueType.TypeId,
        _ => type.TypeId,
    };

    /// <summary>Reads a column of a record batch.</summary>
    /// <param name="array">The column.</param>
    /// <param name="texts">Takes the texts.</param>
    public static void Read(IArrowArray array, ColumnTexts texts)
    {
        switch (array)
        {
            case ExtensionArray extension: Read(extension.Storage, texts); break;
            case DictionaryArray categories: Look(categories, texts); break;
            default:
                for (var row = 0; row < array.Length; row++) Add(array, row, texts);
                break;
        }
    }

    private static void Look(DictionaryArray categories, ColumnTexts texts)
    {
        for (var row = 0; row < categories.Indices.Length; row++)
        {
            if (IndexOf(categories.Indices, row) is not { } index) texts.AddMissing();
            else if (index >= 0 && index < categories.Dictionary.Length) Add(categories.Dictionary, (int)index, texts);
            else throw new InvalidDataException("a value names none of its dictionary");
        }
    }

    private static long? IndexOf(IArrowArray indices, int row) => indices switch
    {
        Int8Array numbers => numbers.GetValue(row),
        UInt8Array numbers => numbers.GetValue(row),
        Int16Array numbers => numbers.GetValue(row),
        UInt16Array numbers => numbers.GetValue(row),
        Int32Array numbers => numbers.GetValue(row),
        UInt32Array numbers => numbers.GetValue(row),
        Int64Array numbers => numbers.GetValue(row),
        UInt64Array numbers => (long?)numbers.GetValue(row),
        _ => throw new NotSupportedException("a dictionary whose places are no whole numbers"),
    };

    private static void Add(IArrowArray array, int row, ColumnTexts texts)
    {
        if (array.IsNull(row)) texts.AddMissing();
        else if (Date(array, row) is { } date) texts.Add(date);
        else texts.Add(array switch
        {
            BinaryArray bytes => bytes.GetBytes(row),
            LargeBinaryArray bytes => bytes.GetBytes(row),
            BinaryViewArray bytes => bytes.GetBytes(row),
            _ => throw new NotSupportedException($"a column of type {array.Data.DataType.Name}"),
        });
    }

    // Moments with a zone are stored as those of Greenwich, and told so.
    private static string? Date(IArrowArray array, int row) => array switch
    {
        Date32Array days => DateTexts.Day(days.Values[row]),
        Date64Array parts => DateTexts.Day((long)Math.Floor(parts.Values[row] / (24.0 * 60 * 60 * 1000))),
        TimestampArray moments => DateTexts.Moment(moments.Values[row], PerSecond(((TimestampType)moments.Data.DataType).Unit)),
        Time32Array times => DateTexts.Time(times.Values[row], PerSecond(((Time32Type)times.Data.DataType).Unit)),
        Time64Array times => DateTexts.Time(times.Values[row], PerSecond(((Time64Type)times.Data.DataType).Unit)),
        _ => null,
    };

    private static long PerSecond(TimeUnit unit) => unit switch { TimeUnit.Second => 1, TimeUnit.Millisecond => 1_000, TimeUnit.Microsecond => 1_000_000, _ => 1_000_000_000 };
}
