using System.Numerics;
using Parquet;
using Parquet.Schema;
using SparseAutoencoders.Data;

namespace SparseAutoencoders.Formats;

/// <summary>Rows in a Parquet file: columns of numbers, and of lists of numbers that are all of one length. Nulls are missing values.</summary>
/// <remarks>Whole numbers, bytes too, and truth values (0 and 1) are read as they are. Row groups are read one after the other, a column at a time.</remarks>
public static class ParquetRows
{
    // What a file may claim before its size must bear it out: a run of equal values takes a few bytes, however long it is.
    private const long MostClaimed = 1 << 22, MostClaimedPerByte = 1024, MostAtOnce = 1 << 28;

    /// <summary>Its entry in the list of formats.</summary>
    public static RowFormat Format { get; } = new(
        "parquet", "columns of numbers by their names, and lists of numbers of one length", [".parquet"],
        static head => head.Span.StartsWith("PAR1"u8), static (path, options) => Open(path, options))
    {
        TakesColumns = true,
    };

    private static SpooledRows<double> Open(string path, RowFileOptions options) => ColumnFile.Read(path, "Parquet", file => Read(path, file, options));

    private static SpooledRows<double> Read(string path, Stream file, RowFileOptions options)
    {
        var parquet = ParquetReader.CreateAsync(file).GetAwaiter().GetResult();
        try
        {
            DataField?[] fields = [.. parquet.Schema.Fields.Select(field => FieldOf(parquet.Schema, field))];
            using var table = new TableColumns(path, [.. fields.Select((field, i) => new TableColumn(parquet.Schema.Fields[i].Name, field is null ? "nested values" : Refusal(field.ClrType)))], options);
            for (var group = 0; group < parquet.RowGroupCount; group++)
            {
                using var reader = parquet.OpenRowGroupReader(group);
                if (reader.RowCount is < 0 or > int.MaxValue) throw new InvalidDataException($"{path}: a row group claims {reader.RowCount} rows. It is damaged: get or save it again.");
                table.Append((int)reader.RowCount, column => Part(path, file.Length, reader, fields[column]!, table, column));
            }
            return table.Complete();
        }
        finally
        {
            parquet.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>The field that holds a column's numbers; null where they lie deeper than in a list.</summary>
    private static DataField? FieldOf(ParquetSchema schema, Field field) => field switch
    {
        DataField data => data,
        ListField => schema.DataFields.Where(data => data.Path.FirstPart == field.Name).ToList() is [{ MaxRepetitionLevel: 1 } item] ? item : null,
        _ => null,
    };

    private static string? Refusal(Type type) =>
        Type.GetTypeCode(type) switch
        {
            >= TypeCode.SByte and <= TypeCode.Decimal or TypeCode.Boolean => null,
            TypeCode.DateTime => "dates or times",
            TypeCode.String => "text",
            _ when type == typeof(ReadOnlyMemory<char>) => "text",
            _ when type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>) => "raw bytes",
            _ when type == typeof(TimeSpan) || type == typeof(DateOnly) || type == typeof(TimeOnly) => "dates or times",
            _ => "values of another kind",
        };

    private static ColumnPart Part(string path, long length, ParquetRowGroupReader reader, DataField field, TableColumns table, int column)
    {
        var count = reader.GetMetadata(field)?.MetaData?.NumValues ?? 0;
        if (count < reader.RowCount || count > MostAtOnce || count > Math.Max(MostClaimed, length * MostClaimedPerByte))
            throw new InvalidDataException($"{path}: a column of a row group claims {count} values. It is damaged, or its row groups are too large: get it again, or save it with smaller ones.");
        var (definitions, repetitions) = (new int[count], new int[count]);
        var values = Type.GetTypeCode(field.ClrType) switch
        {
            TypeCode.Boolean => Values<bool>(value => value ? 1 : 0),
            TypeCode.SByte => Numbers<sbyte>(),
            TypeCode.Byte => Numbers<byte>(),
            TypeCode.Int16 => Numbers<short>(),
            TypeCode.UInt16 => Numbers<ushort>(),
            TypeCode.Int32 => Numbers<int>(),
            TypeCode.UInt32 => Numbers<uint>(),
            TypeCode.Int64 => Numbers<long>(),
            TypeCode.UInt64 => Numbers<ulong>(),
            TypeCode.Single => Numbers<float>(),
            TypeCode.Double => Numbers<double>(),
            _ => Numbers<decimal>(),
        };
        return field.MaxRepetitionLevel == 0 ? Scalars(field, values, definitions) : Lists(field, values, definitions, repetitions, table, column);

        double[] Numbers<T>() where T : struct, INumberBase<T> => Values<T>(double.CreateTruncating);

        double[] Values<T>(Func<T, double> convert) where T : struct
        {
            var stored = new T[count];
            reader.ReadRawAsync<T>(field, stored, definitions.AsMemory(), repetitions.AsMemory()).AsTask().GetAwaiter().GetResult();
            return Array.ConvertAll(stored, value => convert(value));
        }
    }

    // Only values that are there are stored; a definition level says of each place whether it is.
    private static ColumnPart Scalars(DataField field, double[] values, int[] definitions)
    {
        if (field.MaxDefinitionLevel == 0) return new ColumnPart(values, 1, IsList: false);
        var (numbers, next) = (new double[values.Length], 0);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = definitions[i] == field.MaxDefinitionLevel ? values[next++] : double.NaN;
        return new ColumnPart(numbers, 1, IsList: false);
    }

    // A repetition level of 0 begins a list; a level below that of a missing element says that there is no list, or none in it.
    private static ColumnPart Lists(DataField field, double[] values, int[] definitions, int[] repetitions, TableColumns table, int column)
    {
        var least = field.IsNullable ? field.MaxDefinitionLevel - 1 : field.MaxDefinitionLevel;
        var counts = new List<int>();
        for (var i = 0; i < definitions.Length; i++)
        {
            if (repetitions[i] == 0) counts.Add(0);
            if (definitions[i] >= least) counts[^1]++;
        }
        if (counts.FindIndex(count => count != counts[0] || count == 0) is >= 0 and var other) throw table.Unequal(column, other, counts[other], counts[0]);
        var (numbers, next) = (new double[definitions.Length], 0);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = definitions[i] == field.MaxDefinitionLevel ? values[next++] : double.NaN;
        return new ColumnPart(numbers, counts[0], IsList: true);
    }
}
