using System.Numerics;
using System.Runtime.InteropServices;

namespace SparseAutoencoders.Onnx;

/// <summary>A GraphProto of ONNX under construction, in one kind of number.</summary>
/// <remarks>Field numbers are those of onnx.proto (Apache-2.0), which never change.</remarks>
internal sealed class OnnxGraph<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int LongType = 7;

    // Of attributes: a whole number, a list of some.
    private const int NumberAttribute = 2, ListAttribute = 7;

    /// <summary>Kinds of number, as ONNX counts them.</summary>
    public const int FloatType = 1, DoubleType = 11;

    private readonly ProtoWriter _nodes = new(), _constants = new(), _values = new();
    private readonly HashSet<string> _names = [];

    /// <summary>The graph's own kind of number.</summary>
    public static int NumberType => typeof(T) == typeof(float) ? FloatType : DoubleType;

    /// <summary>Adds a node of one output, and gives the output's name.</summary>
    public string Node(string operation, IReadOnlyList<string> inputs, string output, params IReadOnlyList<GraphSetting> attributes)
    {
        Node(operation, inputs, [output], attributes);
        return output;
    }

    /// <summary>Adds a node.</summary>
    public void Node(string operation, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, IReadOnlyList<GraphSetting> attributes)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs) node.Text(1, input);
        foreach (var output in outputs)
        {
            Take(output);
            node.Text(2, output);
        }
        node.Text(4, operation);
        foreach (var (name, value, isList) in attributes)
            node.Message(5, isList ? new ProtoWriter().Text(1, name).Number(8, value).Number(20, ListAttribute) : new ProtoWriter().Text(1, name).Number(3, value).Number(20, NumberAttribute));
        _nodes.Message(1, node);
    }

    /// <summary>Adds a constant, and gives its name.</summary>
    public string Constant(string name, Matrix<double> numbers) => Constant<T>(name, numbers.All, numbers.Rows, numbers.Columns);

    /// <summary>Adds a constant of one dimension, and gives its name; in double precision whatever the graph's own where that is asked for.</summary>
    public string Constant(string name, IReadOnlyList<double> numbers, bool wide = false) =>
        wide ? Constant<double>(name, numbers.ToArray(), numbers.Count) : Constant<T>(name, numbers.ToArray(), numbers.Count);

    /// <summary>Adds a constant whole number, as a list of one, and gives its name.</summary>
    public string Constant(string name, long number) => Tensor(name, LongType, BitConverter.GetBytes(number), 1);

    /// <summary>Says that a name comes from outside: (rows, width), how many rows is left open.</summary>
    public void Input(string name, int width, string description, int type)
    {
        Take(name);
        _values.Message(11, Value(name, width, description, type));
    }

    /// <summary>Says that a name is given to the outside: (rows, width), or one number a row where the width is null.</summary>
    public void Output(string name, int? width, string description, int type) => _values.Message(12, Value(name, width, description, type));

    /// <summary>The graph so far.</summary>
    public ProtoWriter Finish(string name) => new ProtoWriter().Fields(_nodes).Text(2, name).Fields(_constants).Fields(_values);

    private string Constant<TStored>(string name, ReadOnlySpan<double> numbers, params ReadOnlySpan<int> shape) where TStored : unmanaged, IBinaryFloatingPointIeee754<TStored>
    {
        var bytes = new byte[numbers.Length * Marshal.SizeOf<TStored>()];
        var stored = MemoryMarshal.Cast<byte, TStored>(bytes.AsSpan());
        for (var i = 0; i < numbers.Length; i++) stored[i] = TStored.CreateTruncating(numbers[i]);
        return Tensor(name, OnnxGraph<TStored>.NumberType, bytes, shape);
    }

    private string Tensor(string name, int type, byte[] bytes, params ReadOnlySpan<int> shape)
    {
        Take(name);
        var tensor = new ProtoWriter();
        foreach (var size in shape) tensor.Number(1, size);
        _constants.Message(5, tensor.Number(2, type).Text(8, name).Bytes(9, bytes));
        return name;
    }

    private void Take(string name)
    {
        if (!_names.Add(name)) throw new ArgumentException($"onnx: '{name}' is the name of something else in the graph. Choose another.");
    }

    private static ProtoWriter Value(string name, int? width, string description, int type)
    {
        var shape = new ProtoWriter().Message(1, new ProtoWriter().Text(2, "rows"));
        if (width is { } size) shape.Message(1, new ProtoWriter().Number(1, size));
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, new ProtoWriter().Number(1, type).Message(2, shape))).Text(3, description);
    }
}
