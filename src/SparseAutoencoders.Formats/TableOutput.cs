using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ParquetSharp;
using ParquetSharp.IO;

namespace SparseAutoencoders.Formats;

/// <summary>A column of a table: numbers, texts, or lists of them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">int[], double[] (NaN where there is none), string[] (null where there is none), int[][] or string[][]: one for each line.</param>
public sealed record OutputColumn(string Name, Array Values);

/// <summary>Writes tables whose columns are of several kinds: CSV, JSON (a list of objects) or Parquet, by the file's ending.</summary>
/// <remarks>A list is one cell in CSV, its parts between " | ".</remarks>
public static class TableOutput
{
    /// <summary>Endings of files that can be written.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".csv", ".json", ".parquet"];

    /// <summary>Writes a table, whole or not at all.</summary>
    /// <param name="path">The file: one of <see cref="Endings"/>.</param>
    /// <param name="columns">Columns of equal length.</param>
    /// <exception cref="ArgumentException">The ending is none of those, or a column is of another kind or length.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<OutputColumn> columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(columns);
        Check(columns);
        var ending = Path.GetExtension(path).ToLowerInvariant();
        if (!Endings.Contains(ending)) throw new ArgumentException($"{path}: a table is written as {string.Join(", ", Endings)}. Give one of these endings.", nameof(path));
        WholeFile.Write(path, stream => Write(stream, ending, columns));
    }

    /// <summary>Writes a table of columns that are as they must be.</summary>
    internal static void Write(Stream stream, string ending, IReadOnlyList<OutputColumn> columns)
    {
        if (ending == ".csv") stream.Write(System.Text.Encoding.UTF8.GetBytes(Csv(columns)));
        else if (ending == ".json") WriteJson(stream, columns);
        else WriteParquet(stream, columns);
    }

    /// <summary>The lines as objects: a value or list by its column's name; columns whose value is missing are null.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, object?>> Records(IReadOnlyList<OutputColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        for (var line = 0; line < Lines(columns); line++)
            yield return columns.ToDictionary(column => column.Name, column => Value(column, line));
    }

    private static void Check(IReadOnlyList<OutputColumn> columns)
    {
        foreach (var column in columns)
        {
            _ = Described(column);
            if (column.Values.Length != Lines(columns))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{column.Name}: it has {column.Values.Length} values, and the first column {Lines(columns)}. Give columns of equal length."), nameof(columns));
        }
    }

    private static int Lines(IReadOnlyList<OutputColumn> columns) => columns.Count == 0 ? 0 : columns[0].Values.Length;

    private static object? Value(OutputColumn column, int line) => column.Values.GetValue(line) is var value && value is double.NaN ? null : value;

    private static string Csv(IReadOnlyList<OutputColumn> columns)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', columns.Select(column => CsvWriter.Quoted(column.Name))).Append('\n');
        for (var line = 0; line < Lines(columns); line++) text.AppendJoin(',', columns.Select(column => CsvWriter.Quoted(Cell(Value(column, line))))).Append('\n');
        return text.ToString();
    }

    private static string Cell(object? value) => value switch
    {
        int[] numbers => string.Join(" | ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))),
        string[] texts => string.Join(" | ", texts),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static void WriteJson(Stream stream, IReadOnlyList<OutputColumn> columns)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartArray();
        for (var line = 0; line < Lines(columns); line++)
        {
            json.WriteStartObject();
            foreach (var column in columns)
            {
                json.WritePropertyName(column.Name);
                WriteValue(json, Value(column, line));
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case int whole: json.WriteNumberValue(whole); break;
            case double number: json.WriteNumberValue(number); break;
            case string text: json.WriteStringValue(text); break;
            case Array list:
                json.WriteStartArray();
                foreach (var item in list) WriteValue(json, item);
                json.WriteEndArray();
                break;
        }
    }

    private static void WriteParquet(Stream stream, IReadOnlyList<OutputColumn> columns)
    {
        using var guarded = new GuardedStream(stream, counts: true);
        try
        {
            using var output = new ManagedOutputStream(guarded, leaveOpen: true);
            using var parquet = new ParquetFileWriter(output, [.. columns.Select(Described)]);
            using var group = parquet.AppendRowGroup();
            foreach (var column in columns)
            {
                using var next = group.NextColumn();
                switch (column.Values)
                {
                    case int[] numbers: Append(next, numbers); break;
                    case double[] numbers: Append(next, [.. numbers.Select(number => double.IsNaN(number) ? (double?)null : number)]); break;
                    case string?[] texts: Append(next, texts); break;
                    case int[][] lists: Append(next, lists); break;
                    case string[][] lists: Append(next, lists); break;
                }
            }
            group.Close();
            parquet.Close();
        }
        catch (ParquetException) when (guarded.Failure is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
        }
        catch (Exception failure) when (ColumnFile.IsMissingLibrary(failure))
        {
            throw new IOException($"output: {ColumnFile.MissingLibrary} Write .csv or .json instead.", failure);
        }
    }

    private static Column Described(OutputColumn column) => column.Values switch
    {
        int[] => new Column<int>(column.Name),
        double[] => new Column<double?>(column.Name),
        string?[] => new Column<string?>(column.Name),
        int[][] => new Column<int[]>(column.Name),
        string[][] => new Column<string[]>(column.Name),
        _ => throw new ArgumentException($"{column.Name}: a column of {column.Values.GetType().Name} is not written. Give numbers, texts or lists of them.", nameof(column)),
    };

    private static void Append<T>(ColumnWriter column, T[] values)
    {
        using var writer = column.LogicalWriter<T>();
        writer.WriteBatch(values);
    }
}
